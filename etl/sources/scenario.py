"""What-ifs in our own template: what is planned or feared, and what the forecast makes of it."""

import dataframely as dy
import polars as pl

from data.currencies import CURRENCIES
from data.tables import fields, scenarios
from etl.chips import resolve_chips
from etl.source import Source, SourceRow, has_columns


class ScenarioRow(SourceRow):
    """One row per what-if x change."""

    scenario = fields.text("name of the what-if", primary_key=True)
    change = fields.text("one of its changes, in words", primary_key=True)
    kind = fields.choice(scenarios.SCENARIO_KINDS, "what changes")
    provider = fields.text("only its pools; empty: all", nullable=True)
    region = fields.text("only its pools; empty: all", nullable=True)
    pool = fields.text("only pools of this name; empty: all", nullable=True)
    chip = fields.text("only pools of this chip; empty: all", nullable=True)
    like = scenarios.like()
    currency = dy.String(
        description="fx_move: the currency that moves against CNY",
        check={"iso_4217": lambda column: column.is_in(sorted(CURRENCIES))},
        metadata={"expects": "a currency's ISO code, such as CNY or USD"},
        nullable=True,
    )
    start_date = scenarios.start_date()
    ramp_days = scenarios.ramp_days(nullable=True)
    change_ratio = scenarios.change_ratio()
    source = fields.text("who plans it, or where it is written")

    @dy.rule()
    def says_how_much_changes(cls) -> pl.Expr:
        """Campaigns alone have their size elsewhere."""
        return pl.col("change_ratio").is_null() == (pl.col("kind") == "campaigns")

    @dy.rule()
    def a_new_project_is_like_another_and_not_smaller_than_nothing(cls) -> pl.Expr:
        """Its size is the old one's times the ratio."""
        named = pl.col("like").is_not_null() & (pl.col("change_ratio") > 0)
        return (pl.col("kind") != "new_project") | named

    @dy.rule()
    def only_new_projects_and_campaigns_are_like_something(cls) -> pl.Expr:
        """Elsewhere the name would be passed over in silence."""
        return pl.col("like").is_null() | pl.col("kind").is_in(["new_project", "campaigns"])

    @dy.rule()
    def a_foreign_currency_moves_and_nothing_else_has_one(cls) -> pl.Expr:
        """The yuan does not move against itself."""
        foreign = pl.col("currency").is_not_null() & (pl.col("currency") != "CNY")
        moves = pl.col("kind") == "fx_move"
        return pl.when(moves).then(foreign).otherwise(pl.col("currency").is_null())

    @dy.rule()
    def campaigns_have_dates_of_their_own(cls) -> pl.Expr:
        """They stand in the campaign files."""
        dated = pl.col("start_date").is_not_null() | pl.col("ramp_days").is_not_null()
        return (pl.col("kind") != "campaigns") | ~dated


SOURCE = Source(
    name="scenario",
    title="What-ifs for the forecast in Suanli's template",
    version=1,
    contract=ScenarioRow,
    recognise=has_columns("scenario", "change", "kind", "change_ratio"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_scenario": "scenario_to_scenario"},
    is_strict=True,
)
