"""Agreements in hand, in our own template: an amount promised over a term, drawn down by use."""

import dataframely as dy

from data.tables import fields
from etl.chips import resolve_chips
from etl.source import DatedRow, Source, has_columns


class SpendAgreementRow(DatedRow):
    """One row per agreement."""

    agreement_id = fields.text("the agreement", primary_key=True)
    provider = fields.provider()
    region = fields.text("only use of its pools counts; empty: of all", nullable=True)
    chip = fields.text("only use of this chip counts; empty: of all", nullable=True)
    amount = dy.Decimal(
        18, 2, min_exclusive=0, max=10**12, description="promised for all its days together"
    )
    discount_ratio = fields.discount_ratio("0.1 for 10 %")
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    currency = fields.currency("amount")
    tax_included = dy.Bool(description="whether the amount includes value-added tax")
    tax_rate = fields.tax_rate()
    source = fields.text("contract or order it is read from")


SOURCE = Source(
    name="spend_agreement",
    title="Agreements in hand to spend an amount, in Suanli's template",
    version=1,
    contract=SpendAgreementRow,
    recognise=has_columns("agreement_id", "amount", "discount_ratio"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_spend_agreement": "spend_agreement_to_spend_agreement"},
    is_strict=True,
)
