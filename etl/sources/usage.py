"""Usage in our own template: hourly or daily card-hours per pool, project and workload class."""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.chips import resolve_chips
from etl.coming import measured_at
from etl.reading import TextTable
from etl.source import (
    Context,
    Source,
    SourceRow,
    begin_days_at_midnight,
    fill,
    has_columns,
    outside_other_days,
    time_zone,
)

_LINE = ("provider", "region", "pool", "chip", "project", "workload_class")


class UsageRow(SourceRow):
    """One row per hour (or day) x provider x region x pool x chip x project x workload class."""

    start = dy.Datetime(
        primary_key=True,
        description="start of the hour or day, `YYYY-MM-DD HH:MM`, local or with an offset; of a "
        "day the date alone will do",
    )
    period = fields.choice(("hour", "day"), "what one row covers", primary_key=True)
    provider = fields.provider(primary_key=True)
    region = fields.region(primary_key=True)
    pool = fields.pool(primary_key=True)
    chip = fields.chip(primary_key=True)
    project = fields.text("project, team or tenant", primary_key=True)
    workload_class = fields.choice(
        fields.WORKLOAD_CLASSES, "kind of work; empty: other", primary_key=True
    )
    used_card_hours = fields.quantity("card-hour", "cards in use, summed over the period")
    useful_card_hours = fields.quantity(
        "card-hour", "part of used not lost to failures; empty: not known", nullable=True
    )
    queued_card_hours = fields.quantity(
        "card-hour", "cards asked for and not given; empty: not known", nullable=True
    )
    capacity_cards = fields.quantity(
        "card",
        "cards the whole pool had, the same on all its rows; empty: not known",
        nullable=True,
    )
    time_zone = time_zone("start")

    @dy.rule()
    def useful_is_at_most_used(cls) -> pl.Expr:
        """Goodput is a part of what ran."""
        return pl.col("useful_card_hours") <= pl.col("used_card_hours") * (1 + 1e-9)

    @dy.rule()
    def fits_into_the_capacity_of_its_pool(cls) -> pl.Expr:
        """More card-hours than cards x hours is a unit error."""
        hours = pl.when(pl.col("period") == "day").then(25).otherwise(1)
        return pl.col("used_card_hours") <= pl.col("capacity_cards") * hours * (1 + 1e-9)

    @dy.rule()
    def starts_on_a_full_hour_of_utc(cls) -> pl.Expr:
        """Hours that start elsewhere would be counted into two."""
        return pl.col("start") == pl.col("start").dt.truncate("1h")

    @dy.rule()
    def has_the_same_capacity_as_its_pool_in_that_hour(cls) -> pl.Expr:
        """Two capacities for one pool and hour: one of them is wrong, and nobody knows which."""
        stated = pl.col("capacity_cards")
        pool_hour = ("start", "provider", "region", "pool", "chip")
        return stated.min().over(pool_hour) == stated.max().over(pool_hour)

    @dy.rule()
    def is_not_in_a_day_that_has_a_row_of_its_own(cls) -> pl.Expr:
        """An hour beside the day it lies in, or a day that begins within another: counted twice."""
        return outside_other_days(_LINE)


def _prepare(table: TextTable, context: Context) -> TextTable:
    filled = fill(table, workload_class="other", time_zone=context.time_zone)
    return resolve_chips(begin_days_at_midnight(filled))


SOURCE = Source(
    name="usage",
    title="Usage in Suanli's template, hourly or daily (CSV or Parquet)",
    version=3,
    contract=UsageRow,
    recognise=has_columns("start", "period", "pool", "project", "used_card_hours"),
    prepare=_prepare,
    core_sql={
        "core_usage_hourly": "usage_to_usage_hourly",
        "core_capacity_hourly": "usage_to_capacity_hourly",
    },
    quantity_sql="usage_to_load_quantity",
    is_strict=True,
    measured=measured_at("start"),
)
