"""Which price holds on which day: effective-dated steps, never a later price for an earlier day."""

from datetime import timedelta

import polars as pl

PRICE_KEY = ["provider", "region", "chip"]

_FAR_FUTURE = pl.date(9999, 12, 31)


def valid_on(prices: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The rows of core_price that hold on each day, one row per `days` row x offer.

    `days` has `local_date`, provider, region and chip. A row holds from `valid_from` to `valid_to`
    or to the day before the same offer's next row, whichever comes first; so an offer whose last
    row has ended is not for sale, even if an older row of it had no end.
    """
    next_row = pl.col("valid_from").shift(-1).over("offer_id", order_by="valid_from")
    last_day = pl.min_horizontal("valid_to", next_row - timedelta(days=1)).fill_null(_FAR_FUTURE)
    steps = prices.with_columns(last_day.alias("_last_day"))
    held = pl.col("local_date").is_between("valid_from", "_last_day")
    return days.join(steps, on=PRICE_KEY).filter(held).drop("_last_day")


def newest(valid: pl.DataFrame) -> pl.DataFrame:
    """Of each day's valid rows those with the newest `valid_from`: several only where they tie."""
    latest = pl.col("valid_from").max().over(["local_date", *PRICE_KEY])
    return valid.filter(pl.col("valid_from") == latest)
