"""Budgets in our own template: an amount per month for the company or for one pool."""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.source import Source, SourceRow, has_columns


class BudgetRow(SourceRow):
    """One row per month x scope."""

    month = dy.Date(primary_key=True, description="first day of the month")
    scope = fields.text("`company`, a provider, or a pool's name", primary_key=True)
    amount = dy.Decimal(18, 2, min=0, max=10**12, description="budget of the month")
    currency = fields.currency("amount")
    tax_included = dy.Bool(description="whether the amount includes value-added tax")
    tax_rate = fields.tax_rate()
    source = fields.text("who set it, or where it is written")

    @dy.rule()
    def month_is_given_by_its_first_day(cls) -> pl.Expr:
        """Another day would hide a second budget for the same month."""
        return pl.col("month").dt.day() == 1


SOURCE = Source(
    name="budget",
    title="Budgets in Suanli's template, by month",
    version=1,
    contract=BudgetRow,
    recognise=has_columns("month", "scope", "amount"),
    core_sql={"core_budget": "budget_to_budget"},
    is_strict=True,
)
