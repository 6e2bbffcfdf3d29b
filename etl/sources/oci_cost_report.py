"""Oracle Cloud's cost report, mapped onto FOCUS.

Reports are increments: each file holds lines that no other file has, and corrections are lines of
their own. So all of them add up, and only a file of the same name replaces its older self.
"""

import polars as pl

from etl.focus import AMOUNTS, USED, FocusRow, complete, join_tags
from etl.reading import TextTable
from etl.source import Context, Source, fill, has_columns
from etl.sources.focus import CORE_SQL

# Column of the report -> column of FOCUS.
MAPPING = {
    "cost/subscriptionId": "BillingAccountId",
    "lineItem/tenantId": "SubAccountId",
    "product/compartmentName": "project",
    "lineItem/intervalUsageStart": "ChargePeriodStart",
    "lineItem/intervalUsageEnd": "ChargePeriodEnd",
    "product/service": "ServiceName",
    "product/Description": "ChargeDescription",
    "product/region": "RegionId",
    "product/availabilityDomain": "AvailabilityZone",
    "product/resourceId": "ResourceId",
    "cost/productSku": "SkuId",
    "cost/skuUnitDescription": "PricingUnit",
    "usage/billedQuantity": "PricingQuantity",
    "cost/unitPrice": "ContractedUnitPrice",
    "cost/myCost": "BilledCost",
    "cost/currencyCode": "BillingCurrency",
}


def _prepare(table: TextTable, context: Context) -> TextTable:
    rows = table.rows
    if not {"ChargePeriodStart", "BilledCost"} <= set(rows.columns):
        return table  # the check for missing columns names them
    month = pl.col("ChargePeriodStart").cast(pl.String).str.strip_chars().str.slice(0, 7)
    first_day = (month + "-01").str.to_date("%Y-%m-%d", strict=False)
    is_correction = (
        pl.col("lineItem/isCorrection").cast(pl.String).str.to_lowercase() == "true"
        if "lineItem/isCorrection" in rows.columns
        else pl.lit(value=False)
    )
    rows = rows.with_columns(
        BillingPeriodStart=first_day.dt.strftime("%Y-%m-%d 00:00"),
        BillingPeriodEnd=first_day.dt.offset_by("1mo").dt.strftime("%Y-%m-%d 00:00"),
        ChargeCategory=pl.lit("Usage"),
        ChargeClass=pl.when(is_correction).then(pl.lit("Correction")),
        EffectiveCost=pl.col("BilledCost"),
        ProviderName=pl.lit("Oracle"),
    )
    table = TextTable(join_tags(rows, "tags/"), table.malformed)
    return complete(fill(table, delivery="oci_cost_report"), context, "1.0")


SOURCE = Source(
    name="oci_cost_report",
    title="Oracle Cloud cost report (CSV)",
    version=2,
    contract=FocusRow,
    recognise=has_columns("lineItem/intervalUsageStart", "cost/myCost", "cost/currencyCode"),
    renamed=MAPPING,
    prepare=_prepare,
    core_sql=CORE_SQL,
    amounts=AMOUNTS,
    currency="BillingCurrency",
    measured=USED,
)
