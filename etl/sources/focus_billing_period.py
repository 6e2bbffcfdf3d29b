"""FOCUS Billing Period (1.4): which billing periods of an invoice issuer may still change."""

import dataframely as dy
import polars as pl

from data.tables import fields
from data.tables.invoices import PERIOD_STATUSES
from etl.focus import make_plain
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns, time_zone


class FocusBillingPeriodRow(SourceRow):
    """One row per invoice issuer x billing period."""

    BillingPeriodStart = dy.Datetime(description="first moment of the period", primary_key=True)
    BillingPeriodEnd = dy.Datetime(description="first moment after it")
    InvoiceIssuerName = fields.text("who issues the invoices", primary_key=True)
    BillingPeriodStatus = fields.choice(PERIOD_STATUSES, "Closed: no more changes")
    BillingPeriodCreated = dy.Datetime(description="when the period was first listed")
    BillingPeriodLastUpdated = dy.Datetime(description="when it was last changed")
    time_zone = time_zone("BillingPeriodStart")

    @dy.rule()
    def billing_period_ends_after_it_begins(cls) -> pl.Expr:
        """An end before the beginning is a shifted line."""
        return pl.col("BillingPeriodEnd") > pl.col("BillingPeriodStart")


def _prepare(table: TextTable, _: Context) -> TextTable:
    return fill(make_plain(table, ()), time_zone="UTC")


SOURCE = Source(
    name="focus_billing_period",
    title="FOCUS Billing Period 1.4 (CSV or Parquet)",
    version=1,
    contract=FocusBillingPeriodRow,
    recognise=has_columns("BillingPeriodStatus", "BillingPeriodStart", "InvoiceIssuerName"),
    prepare=_prepare,
    core_sql={"core_billing_period": "focus_billing_period_to_billing_period"},
)
