"""AWS Cost and Usage Report, mapped onto FOCUS: for accounts that do not export FOCUS yet.

What AWS calls amortised cost is the effective cost: usage covered by a reservation or savings plan
at what it took of the commitment, purchases at what was left unused. Nothing is looked up: list
prices are those of the report, and there is no contracted cost.
"""

import re

import polars as pl

from data.tables.charges import line_amount
from etl.focus import AMOUNTS, USED, FocusRow, complete, identity_of, join_tags, make_plain
from etl.reading import TextTable
from etl.source import Context, Source
from etl.sources.focus import CORE_SQL

# Column of the report -> column of FOCUS. The report's second spelling (line_item_usage_amount, of
# Parquet exports) follows from the first.
MAPPING = {
    "bill/PayerAccountId": "BillingAccountId",
    "bill/BillingPeriodStartDate": "BillingPeriodStart",
    "bill/BillingPeriodEndDate": "BillingPeriodEnd",
    "bill/InvoiceId": "InvoiceId",
    "bill/InvoicingEntity": "InvoiceIssuerName",
    "lineItem/UsageAccountId": "SubAccountId",
    "lineItem/UsageStartDate": "ChargePeriodStart",
    "lineItem/UsageEndDate": "ChargePeriodEnd",
    "lineItem/LineItemType": "ChargeCategory",
    "lineItem/LineItemDescription": "ChargeDescription",
    "lineItem/AvailabilityZone": "AvailabilityZone",
    "lineItem/ResourceId": "ResourceId",
    "lineItem/UsageAmount": "PricingQuantity",
    "lineItem/CurrencyCode": "BillingCurrency",
    "lineItem/UnblendedCost": "BilledCost",
    "product/ProductName": "ServiceName",
    "product/regionCode": "RegionId",
    "product/sku": "SkuId",
    "pricing/RateCode": "SkuPriceId",
    "pricing/unit": "PricingUnit",
    "pricing/publicOnDemandCost": "ListCost",
    "pricing/publicOnDemandRate": "ListUnitPrice",
}
# Line item type -> charge category; a type that is not here is rejected, never guessed.
CATEGORIES = {
    "Usage": "Usage",
    "DiscountedUsage": "Usage",
    "SavingsPlanCoveredUsage": "Usage",
    "SavingsPlanNegation": "Usage",
    "Fee": "Purchase",
    "RIFee": "Purchase",
    "SavingsPlanUpfrontFee": "Purchase",
    "SavingsPlanRecurringFee": "Purchase",
    "Tax": "Tax",
    "Credit": "Credit",
    "BundledDiscount": "Credit",
    "EdpDiscount": "Credit",
    "PrivateRateDiscount": "Credit",
    "Refund": "Adjustment",
}
# Line item type -> columns whose sum is the effective cost (`-` subtracts); others as billed.
EFFECTIVE = {
    "DiscountedUsage": ("reservation/EffectiveCost",),
    "SavingsPlanCoveredUsage": ("savingsPlan/SavingsPlanEffectiveCost",),
    "SavingsPlanNegation": (),
    "SavingsPlanUpfrontFee": (),
    "SavingsPlanRecurringFee": (
        "savingsPlan/TotalCommitmentToDate",
        "-savingsPlan/UsedCommitment",
    ),
    "RIFee": (
        "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
        "reservation/UnusedRecurringFee",
    ),
}
# A covered line without its effective cost is rejected: AWS always knows it.
AwsRow = type(
    "AwsRow",
    (FocusRow,),
    {
        "__doc__": "One row per line item, with its effective cost.",
        "EffectiveCost": line_amount("after discounts, purchases spread over what they cover"),
    },
)
_COMMITMENTS = ("reservation/ReservationARN", "savingsPlan/SavingsPlanARN")
_PARTS = tuple(sorted({name.lstrip("-") for names in EFFECTIVE.values() for name in names}))
_MONEY = pl.Decimal(38, 18)


def snake(name: str) -> str:
    """The report's other spelling: `lineItem/UsageAmount` is `line_item_usage_amount`."""
    return (
        re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
        .replace("/", "_")
        .lower()
    )


def _prepare(table: TextTable, context: Context) -> TextTable:
    other = {snake(name): name for name in (*_PARTS, *_COMMITMENTS)}
    found = {old: new for old, new in other.items() if old in table.rows.columns}
    rows = table.rows.rename(found)
    missing = {name for name in ("ChargeCategory", "BilledCost") if name not in rows.columns}
    if missing:
        return table  # the check for missing columns names them
    numbers = make_plain(TextTable(rows, []), ("BilledCost", *_PARTS)).rows
    kind = pl.col("ChargeCategory").str.strip_chars()
    rows = rows.with_columns(
        EffectiveCost=numbers.select(_effective(numbers)).to_series(),
        ChargeCategory=kind.replace(CATEGORIES),
        PricingCategory=pl.when(kind.is_in(["DiscountedUsage", "SavingsPlanCoveredUsage"])).then(
            pl.lit("Committed")
        ),
        CommitmentDiscountId=pl.coalesce(
            *(_filled(name) for name in _COMMITMENTS if name in rows.columns),
            pl.lit(None, pl.String),
        ),
        ProviderName=pl.lit("AWS"),
    )
    rows = join_tags(rows, "resourceTags/user:", "resource_tags_user_")
    return complete(TextTable(rows, table.malformed), context, "1.0")


def _effective(rows: pl.DataFrame) -> pl.Expr:
    """The effective cost as text; empty, and so rejected, where the report lacks a part of it."""
    kind = pl.col("ChargeCategory").str.strip_chars()
    cost = pl.col("BilledCost").cast(pl.String)
    for name, parts in EFFECTIVE.items():
        amounts = [
            _amount(part.lstrip("-"), rows) * (-1 if part.startswith("-") else 1) for part in parts
        ]
        total = sum(amounts, pl.lit(0).cast(_MONEY)).cast(pl.String)
        cost = pl.when(kind == name).then(total).otherwise(cost)
    return cost


def _amount(name: str, rows: pl.DataFrame) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, _MONEY)
    return pl.col(name).cast(pl.String).str.strip_chars().cast(_MONEY, strict=False)


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name))


SOURCE = Source(
    name="aws_cur",
    title="AWS Cost and Usage Report (CSV or Parquet)",
    version=2,
    contract=AwsRow,
    recognise=lambda found: bool({"lineItem/UnblendedCost", "line_item_unblended_cost"} & found),
    renamed={snake(old): new for old, new in MAPPING.items()} | MAPPING,
    prepare=_prepare,
    core_sql=CORE_SQL,
    amounts=AMOUNTS,
    currency="BillingCurrency",
    identity=identity_of,
    measured=USED,
)
