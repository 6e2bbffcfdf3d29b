"""Savings plans in hand, in our own template: money committed for every hour, used or not."""

import dataframely as dy

from data.tables import fields
from etl.chips import resolve_chips
from etl.quoting import MOST_PER_UNIT
from etl.source import DatedRow, Source, has_columns


class SavingsPlanRow(DatedRow):
    """One row per savings plan."""

    commitment_id = fields.text("the savings plan", primary_key=True)
    provider = fields.provider()
    region = fields.text("only its pools; empty: all of the provider", nullable=True)
    chip = fields.text("only pools of this chip; empty: all", nullable=True)
    commitment_per_hour = dy.Decimal(
        18, 6, min_exclusive=0, max=MOST_PER_UNIT, description="due for every hour, used or not"
    )
    discount_ratio = fields.discount_ratio("0.28 for 28 %")
    term_months = fields.count("months signed for")
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    currency = fields.currency("commitment")
    tax_included = dy.Bool(description="whether the commitment includes value-added tax")
    tax_rate = fields.tax_rate()
    source = fields.text("contract or order it is read from")


SOURCE = Source(
    name="savings_plan",
    title="Savings plans in hand in Suanli's template",
    version=1,
    contract=SavingsPlanRow,
    recognise=has_columns("commitment_id", "commitment_per_hour", "discount_ratio"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_savings_plan": "savings_plan_to_savings_plan"},
    is_strict=True,
)
