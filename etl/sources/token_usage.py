"""Tokens of hosted models in our own template: input, cached input and output, hourly or daily."""

import dataframely as dy
import polars as pl

from data.tables import fields
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

_LINE = ("provider", "model", "project")


class TokenUsageRow(SourceRow):
    """One row per hour (or day) x provider x model x project."""

    start = dy.Datetime(
        primary_key=True,
        description="start of the hour or day, `YYYY-MM-DD HH:MM`, local or with an offset; of a "
        "day the date alone will do",
    )
    period = fields.choice(("hour", "day"), "what one row covers", primary_key=True)
    provider = fields.text("seller of the model's tokens", primary_key=True)
    model = fields.text("model in the provider's words", primary_key=True)
    project = fields.text("project, team or tenant", primary_key=True)
    input_tokens = fields.count("tokens sent, cached ones included")
    cached_input_tokens = fields.count("part of the input read from the cache; 0 for none")
    output_tokens = fields.count("tokens answered, reasoning included")
    time_zone = time_zone("start")

    @dy.rule()
    def cached_is_a_part_of_the_input(cls) -> pl.Expr:
        """Some sellers count cached tokens apart: they must be added to the input first."""
        return pl.col("cached_input_tokens") <= pl.col("input_tokens")

    @dy.rule()
    def is_not_in_a_day_that_has_a_row_of_its_own(cls) -> pl.Expr:
        """An hour beside the day it lies in, or a day that begins within another: counted twice."""
        return outside_other_days(_LINE)


def _prepare(table: TextTable, context: Context) -> TextTable:
    return begin_days_at_midnight(fill(table, time_zone=context.time_zone))


SOURCE = Source(
    name="token_usage",
    title="Tokens of hosted models in Suanli's template, hourly or daily",
    version=2,
    contract=TokenUsageRow,
    recognise=has_columns("start", "period", "model", "project", "input_tokens", "output_tokens"),
    prepare=_prepare,
    core_sql={"core_token_usage_daily": "token_usage_to_token_usage_daily"},
    is_strict=True,
    supersedes_itself=True,
    measured=measured_at("start"),
)
