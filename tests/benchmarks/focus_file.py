"""A month of a large FOCUS 1.2 bill: 42 columns, teams, SKUs, resources and commitments correlated.

A resource belongs to one team, runs one SKU in one region and is billed every hour that it runs, so
that columns repeat together as they do in real exports; amounts are binary fractions, as the large
clouds export them.
"""

from datetime import date
from pathlib import Path

import duckdb

_CHARGE = """
WITH charge AS (
    SELECT
        row_number // {hours} AS resource,
        row_number % {hours} AS hour,
        hash(row_number // {hours}) AS team_hash,
        hash(row_number // {hours} + 1000003) AS sku_hash,
        hash(row_number) AS line_hash
    FROM range({rows}) AS rows(row_number)
),
placed AS (
    SELECT
        *,
        team_hash % 40 AS team,
        CASE WHEN sku_hash % 10 < 6 THEN sku_hash % 12 ELSE sku_hash % 300 END AS sku,
        (team_hash % 40) % 6 AS region,
        TIMESTAMP '{first_day} 00:00:00' + to_hours(CAST(hour AS INTEGER)) AS start_at,
        (team_hash % 100) < 35 AS is_committed,
        line_hash % 5000 = 0 AS is_credit
    FROM charge
),
priced AS (
    SELECT
        *,
        round(0.35 + (sku % 97) * 0.41, 4) AS list_price,
        round(0.05 + (line_hash % 95000) / 100000.0, 5) AS quantity
    FROM placed
)
SELECT
    'zone-' || region || '-' || (resource % 3) AS AvailabilityZone,
    CASE
        WHEN is_credit THEN -round(quantity * list_price, 6)
        WHEN is_committed THEN 0.0
        ELSE round(quantity * list_price * 0.93, 6)
    END AS BilledCost,
    'account-' || (team % 4) AS BillingAccountId,
    'Payer ' || (team % 4) AS BillingAccountName,
    CASE WHEN team % 4 = 3 THEN 'CNY' ELSE 'USD' END AS BillingCurrency,
    TIMESTAMP '{month} 00:00:00' + INTERVAL 1 MONTH AS BillingPeriodEnd,
    TIMESTAMP '{month} 00:00:00' AS BillingPeriodStart,
    CASE WHEN is_credit THEN 'Credit' ELSE 'Usage' END AS ChargeCategory,
    CAST(NULL AS VARCHAR) AS ChargeClass,
    'GPU server hours, type ' || sku AS ChargeDescription,
    'Usage-Based' AS ChargeFrequency,
    start_at + INTERVAL 1 HOUR AS ChargePeriodEnd,
    start_at AS ChargePeriodStart,
    CASE WHEN is_committed THEN 'Spend' END AS CommitmentDiscountCategory,
    CASE WHEN is_committed THEN 'savings-plan-' || (team % 8) END AS CommitmentDiscountId,
    CASE WHEN is_committed THEN 'Used' END AS CommitmentDiscountStatus,
    CASE WHEN is_committed THEN 'Savings Plan' END AS CommitmentDiscountType,
    quantity AS ConsumedQuantity,
    'Hours' AS ConsumedUnit,
    round(quantity * list_price * 0.93, 6) AS ContractedCost,
    round(list_price * 0.93, 6) AS ContractedUnitPrice,
    CASE
        WHEN is_credit THEN -round(quantity * list_price, 6)
        WHEN is_committed THEN round(quantity * list_price * 0.62, 6)
        ELSE round(quantity * list_price * 0.93, 6)
    END AS EffectiveCost,
    'invoice-{month}-' || (team % 4) AS InvoiceId,
    'Cloud A' AS InvoiceIssuerName,
    round(quantity * list_price, 6) AS ListCost,
    list_price AS ListUnitPrice,
    CASE WHEN is_committed THEN 'Committed' ELSE 'Standard' END AS PricingCategory,
    quantity AS PricingQuantity,
    'Hours' AS PricingUnit,
    'Cloud A' AS ProviderName,
    'Cloud A' AS PublisherName,
    'region-' || region AS RegionId,
    'Region ' || region AS RegionName,
    'i-' || printf('%016x', team_hash) AS ResourceId,
    'Virtual Machine' AS ResourceType,
    CASE WHEN sku % 3 = 0 THEN 'AI and Machine Learning' ELSE 'Compute' END AS ServiceCategory,
    'Service ' || (sku % 15) AS ServiceName,
    'sku-' || sku AS SkuId,
    'price-' || sku || '-' || region AS SkuPriceId,
    'sub-' || team AS SubAccountId,
    'Team ' || team AS SubAccountName,
    '{{"team":"team-' || team || '","project":"project-' || (team * 5 + resource % 5)
        || '","env":"' || CASE WHEN resource % 4 = 0 THEN 'dev' ELSE 'prod' END || '"}}' AS Tags
FROM priced
"""


def write_focus(
    target: Path, rows: int, *, first_day: date = date(2026, 10, 1), days: int = 30
) -> Path:
    """Write `rows` charge lines of `days` days of one month; CSV or Parquet by the ending."""
    charge = _CHARGE.format(
        rows=rows, first_day=first_day, month=first_day.replace(day=1), hours=days * 24
    )
    form = "FORMAT csv, HEADER" if target.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({charge}) TO '{target}' ({form})")
    return target
