"""FOCUS Contract Commitment (1.3, 1.4): what was promised to a provider, in spend or in usage."""

import dataframely as dy
import polars as pl

from data.tables import fields
from data.tables.charges import amount
from etl.focus import make_plain
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns, time_zone

_OPTIONAL = {
    "ContractCommitmentApplicability": "what it applies to, as JSON (1.4)",
    "ContractCommitmentBenefitCategory": "Discount, Entitlement, Availability or Other (1.4)",
    "ContractCommitmentDescription": "what was promised, in words",
    "ContractCommitmentDurationType": "kind of duration (1.4)",
    "ContractCommitmentFulfillmentInterval": "how often it must be met (1.4)",
    "ContractCommitmentLifecycleStatus": "Proposed to Superseded (1.4)",
    "ContractCommitmentModel": "Continuous or Discontinuous (1.4)",
    "ContractCommitmentOfferCategory": "Negotiated or Public (1.4)",
    "ContractCommitmentPaymentInterval": "how often it is paid (1.4)",
    "ContractCommitmentPaymentModel": "No, Partial or All Upfront (1.4)",
    "ContractCommitmentUnit": "unit of the quantity",
    "BillingCurrency": "currency of the cost",
    "InvoiceIssuerName": "who issues the invoice (1.4)",
    "PricingCurrency": "currency of the price list (1.4)",
    "ServiceProviderName": "who sells it (1.4)",
}

_DECIMALS = ("ContractCommitmentCost", "ContractCommitmentQuantity")


class _Required(SourceRow):
    """One row per commitment of a contract."""

    ContractCommitmentPeriodStart = dy.Datetime(description="first moment of the commitment")
    ContractCommitmentPeriodEnd = dy.Datetime(description="first moment after it")
    ContractPeriodStart = dy.Datetime(description="first moment of the contract")
    ContractPeriodEnd = dy.Datetime(description="first moment after it")
    ContractId = fields.text("contract", primary_key=True)
    ContractCommitmentId = fields.text("commitment", primary_key=True)
    ContractCommitmentCategory = fields.choice(("Spend", "Usage"), "money or quantity")
    ContractCommitmentType = fields.text("its kind, in the provider's words")
    ContractCommitmentCost = amount("money promised over the whole period", nullable=True)
    ContractCommitmentQuantity = dy.Decimal(38, 18, description="quantity promised", nullable=True)
    time_zone = time_zone("ContractCommitmentPeriodStart")

    @dy.rule()
    def commitment_ends_after_it_begins(cls) -> pl.Expr:
        """An end before the beginning is a shifted line."""
        return pl.col("ContractCommitmentPeriodEnd") > pl.col("ContractCommitmentPeriodStart")

    @dy.rule()
    def spend_has_a_cost_with_its_currency_and_usage_a_quantity_with_its_unit(cls) -> pl.Expr:
        """A promise without its figure is none."""
        money = pl.col("ContractCommitmentCost").is_not_null() & _is_named("BillingCurrency")
        quantity = pl.col("ContractCommitmentQuantity").is_not_null() & _is_named(
            "ContractCommitmentUnit"
        )
        is_spend = pl.col("ContractCommitmentCategory") == "Spend"
        return pl.when(is_spend).then(money).otherwise(quantity)


def _is_named(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


FocusCommitmentRow: type[_Required] = type(
    "FocusCommitmentRow",
    (_Required,),
    {
        "__doc__": _Required.__doc__,
        **{n: dy.String(description=text, nullable=True) for n, text in _OPTIONAL.items()},
    },
)


def _prepare(table: TextTable, _: Context) -> TextTable:
    return fill(make_plain(table, _DECIMALS), time_zone="UTC")


SOURCE = Source(
    name="focus_commitment",
    title="FOCUS Contract Commitment 1.3 and 1.4 (CSV or Parquet)",
    version=1,
    contract=FocusCommitmentRow,
    recognise=has_columns("ContractCommitmentId", "ContractId", "ContractCommitmentCategory"),
    prepare=_prepare,
    core_sql={"core_contract_commitment": "focus_commitment_to_contract_commitment"},
)
