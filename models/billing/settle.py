"""Hours against contracts: what they cover, what is bought by the hour, what lies idle.

A contract for n cards covers n card-hours of every hour. What is not used in an hour is lost with
it. An hour without a measurement is not settled: missing is not zero.
"""

import polars as pl

from models.billing.money import QUANTITY

_SETTLED = ["used_card_hours", "covered_card_hours", "on_demand_card_hours", "idle_card_hours"]


def settle_hours(hours: pl.DataFrame) -> pl.DataFrame:
    """Add covered, on-demand and idle card-hours to rows with used_card_hours, committed_cards.

    used = covered + on-demand and committed = covered + idle, exactly (6 decimals); all four are
    null where `used_card_hours` is.
    """
    used = pl.col("used_card_hours").cast(QUANTITY)
    committed = pl.col("committed_cards").cast(QUANTITY)
    covered = pl.when(used.is_not_null()).then(pl.min_horizontal(used, committed))
    return hours.with_columns(
        used,
        covered.alias("covered_card_hours"),
        (used - covered).alias("on_demand_card_hours"),
        (committed - covered).alias("idle_card_hours"),
    )


def settle_days(hours: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sums of settled hours, one row per `by`; `hours_measured` says over how many hours.

    The sums are over measured hours only, and null where there is none.
    """
    measured = pl.col("used_card_hours").is_not_null()
    sums = [pl.when(measured.any()).then(pl.col(name).sum()).alias(name) for name in _SETTLED]
    return (
        settle_hours(hours)
        .group_by(by, maintain_order=True)
        .agg(measured.sum().cast(pl.Int64).alias("hours_measured"), *sums)
    )
