"""Invoices in our own template: totals that a seller sends on paper, held against the charges."""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.source import Source, SourceRow, has_columns


class InvoiceRow(SourceRow):
    """One row per invoice."""

    invoice_id = fields.text("number of the invoice", primary_key=True)
    provider = fields.text(
        "who sells the service or issues the invoice, named as in the bills", primary_key=True
    )
    billing_account_id = fields.text("account that pays, as in the bills")
    billing_period_start = dy.Date(description="first day of the billing period")
    currency = dy.String(
        description="currency of the amounts",
        regex=r"^[A-Z]{3}$",
        metadata={"expects": "a currency of three capital letters"},
    )
    total = dy.Decimal(18, 2, description="to pay, tax included; negative on a credit note")
    tax = dy.Decimal(18, 2, description="tax in the total; empty: not said", nullable=True)
    source = fields.text("the paper it is read from")

    @dy.rule()
    def tax_is_a_part_of_the_total(cls) -> pl.Expr:
        """More tax than total is two columns in the wrong order."""
        return (pl.col("tax").abs() <= pl.col("total").abs()) & (
            pl.col("tax") * pl.col("total") >= 0
        )


SOURCE = Source(
    name="invoice",
    title="Invoice totals in Suanli's template",
    version=1,
    contract=InvoiceRow,
    recognise=has_columns("invoice_id", "billing_period_start", "total", "tax"),
    core_sql={"core_invoice": "invoice_to_invoice"},
    is_strict=True,
)
