"""Yuan per unit of a currency on a day: the last published rate, never one from the future.

Rates are published on business days, or once a month in a company's own table. So the latest
earlier rate holds for up to MAX_RATE_AGE_DAYS; after that it is no longer known, and what depends
on it stays unpriced rather than priced with a stale rate.
"""

from datetime import date, timedelta

import polars as pl

HOME_CURRENCY = "CNY"
MAX_RATE_AGE_DAYS = 40  # a month between two rates, and a long holiday
NO_RATE = "no_exchange_rate"

_FX_RATE = pl.Decimal(18, 8)


def with_cny_rate(
    rows: pl.DataFrame, fx: pl.DataFrame, *, day: str, known_until: date | None = None
) -> pl.DataFrame:
    """Add `cny_per_unit` (Decimal, 8 decimals) to rows with `currency` and a date column `day`.

    1 for CNY itself; null where no rate was published in the MAX_RATE_AGE_DAYS before the day.
    Days after `known_until` are converted at that day's rate: the future has none of its own.
    Row order is kept. `fx` is core_fx_rate.
    """
    asked = pl.col(day) if known_until is None else pl.min_horizontal(day, pl.lit(known_until))
    rated = (
        rows.with_row_index("_row")
        .with_columns(asked.alias("_asked"))
        .sort("_asked")
        .join_asof(
            _rates_to_cny(fx),
            left_on="_asked",
            right_on="rate_date",
            by="currency",
            strategy="backward",
            tolerance=timedelta(days=MAX_RATE_AGE_DAYS),
            check_sortedness=False,  # both sides are sorted just above
        )
        .sort("_row")
    )
    rate = pl.when(pl.col("currency") == HOME_CURRENCY).then(pl.lit(1).cast(_FX_RATE))
    return rated.with_columns(rate.otherwise("rate").alias("cny_per_unit")).drop(
        "_row", "_asked", "rate_date", "rate", strict=False
    )


def _rates_to_cny(fx: pl.DataFrame) -> pl.DataFrame:
    return (
        fx.filter(pl.col("quote_currency") == HOME_CURRENCY)
        .select("rate_date", pl.col("base_currency").alias("currency"), pl.col("rate"))
        .sort("rate_date")
    )
