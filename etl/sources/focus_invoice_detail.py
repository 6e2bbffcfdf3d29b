"""FOCUS Invoice Detail (1.4): the lines of invoices, to compare the charges with."""

import dataframely as dy
import polars as pl

from data.tables import fields
from data.tables.charges import CHARGE_CATEGORIES, amount
from data.tables.invoices import ISSUE_STATUSES
from etl.focus import make_plain
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns, time_zone

_DECIMALS = ("BilledCost", "PaymentCurrencyBilledCost")


class FocusInvoiceDetailRow(SourceRow):
    """One row per line of an invoice."""

    BillingPeriodStart = dy.Datetime(description="first moment of the billing period")
    BillingPeriodEnd = dy.Datetime(description="first moment after it")
    InvoiceIssuerName = fields.text("who issues the invoice", primary_key=True)
    InvoiceId = fields.text("invoice", primary_key=True)
    InvoiceDetailId = fields.text("line of the invoice", primary_key=True)
    BillingAccountId = fields.text("account that pays")
    BillingCurrency = dy.String(
        description="currency of the amount",
        regex=r"^[A-Z]{3}$",
        metadata={"expects": "a currency of three capital letters"},
    )
    BilledCost = amount("on the invoice; refunds and credits are negative")
    ChargeCategory = fields.choice(CHARGE_CATEGORIES, "kind of charge")
    InvoiceIssueStatus = fields.choice(ISSUE_STATUSES, "Open: provisional; Voided: not owed")
    InvoiceDetailCreated = dy.Datetime(description="when the line was first listed")
    InvoiceDetailLastUpdated = dy.Datetime(description="when it was last changed")
    InvoiceIssueDate = dy.Datetime(description="when it was issued", nullable=True)
    PaymentDueDate = dy.Datetime(description="when it is due", nullable=True)
    PaymentTerms = dy.String(description="in the issuer's words", nullable=True)
    ReferenceInvoiceId = dy.String(description="invoice that this one adjusts", nullable=True)
    InvoiceDetailDescription = dy.String(description="in the issuer's words", nullable=True)
    InvoiceDetailGrain = dy.String(description="what the line stands for, as JSON", nullable=True)
    PaymentCurrency = dy.String(description="currency it is paid in", nullable=True)
    PaymentCurrencyBilledCost = amount("amount in that currency", nullable=True)
    PaymentCurrencyInvoiceDetailId = dy.String(
        description="line of the invoice in that currency", nullable=True
    )
    PurchaseOrderNumber = dy.String(description="number of the buyer's order", nullable=True)
    time_zone = time_zone("BillingPeriodStart")

    @dy.rule()
    def billing_period_ends_after_it_begins(cls) -> pl.Expr:
        """An end before the beginning is a shifted line."""
        return pl.col("BillingPeriodEnd") > pl.col("BillingPeriodStart")


def _prepare(table: TextTable, _: Context) -> TextTable:
    return fill(make_plain(table, _DECIMALS), time_zone="UTC")


SOURCE = Source(
    name="focus_invoice_detail",
    title="FOCUS Invoice Detail 1.4 (CSV or Parquet)",
    version=1,
    contract=FocusInvoiceDetailRow,
    recognise=has_columns("InvoiceDetailId", "InvoiceIssueStatus", "BilledCost"),
    prepare=_prepare,
    core_sql={"core_invoice_detail": "focus_invoice_detail_to_invoice_detail"},
)
