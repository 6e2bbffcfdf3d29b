"""Decisions on recommendations, as the screen Decisions and `suanli decision` keep them."""

import dataframely as dy
import polars as pl

from data.tables.decisions import DecisionColumns
from etl.source import Source, SourceRow, has_columns


class DecisionRow(SourceRow, DecisionColumns):
    """One row per decision."""

    @dy.rule()
    def ends_on_or_after_its_first_day(cls) -> pl.Expr:
        """A purchase of no days is a typing error."""
        return pl.col("ends_on") >= pl.col("starts_on")

    @dy.rule()
    def a_rejected_advice_buys_nothing(cls) -> pl.Expr:
        """What was bought all the same is a changed advice."""
        return (pl.col("verdict") != "rejected") | (pl.col("units") == 0)


SOURCE = Source(
    name="decision",
    title="Decisions on recommendations, in Suanli's template",
    version=1,
    contract=DecisionRow,
    recognise=has_columns("decision_id", "verdict", "owner", "advised_offer_id"),
    core_sql={"core_decision": "decision_to_decision"},
    is_strict=True,
)
