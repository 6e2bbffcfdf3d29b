-- Grain: core_charge_daily. Reads: landing in FOCUS's columns (sources focus, aws_cur, oci_cost_report).
-- A group in which one line lacks an amount or quantity has none: missing is not zero.
WITH line AS (
    SELECT
        *,
        CASE WHEN json_valid(Tags) THEN CAST(Tags AS JSON) END AS tag
    FROM landing
)
SELECT
    CAST(ChargePeriodStart AS DATE) AS charge_date_utc,
    CAST(BillingPeriodStart AS DATE) AS billing_period_start,
    BillingAccountId AS billing_account_id,
    SubAccountId AS sub_account_id,
    provider,
    coalesce(ServiceName, 'unspecified') AS service,
    SkuId AS sku_id,
    coalesce(RegionId, RegionName) AS region,
    coalesce(pool, nullif(coalesce(tag ->> '$.pool', tag ->> '$.Pool'), ''), 'unassigned') AS pool,
    coalesce(
        project,
        nullif(coalesce(tag ->> '$.project', tag ->> '$.Project'), ''),
        SubAccountName,
        SubAccountId,
        'unassigned'
    ) AS project,
    ChargeCategory AS charge_category,
    ChargeClass AS charge_class,
    PricingCategory AS pricing_category,
    CommitmentDiscountId AS commitment_id,
    CommitmentDiscountStatus AS commitment_status,
    CASE WHEN count(PricingQuantity) = count(*) THEN sum(PricingQuantity) END AS quantity,
    PricingUnit AS quantity_unit,
    BillingCurrency AS currency,
    CASE WHEN count(ListCost) = count(*) THEN sum(ListCost) END AS list_amount,
    CASE WHEN count(ContractedCost) = count(*) THEN sum(ContractedCost) END AS contracted_amount,
    sum(EffectiveCost) AS effective_amount,
    sum(BilledCost) AS billed_amount,
    coalesce(delivery, load_id) AS delivery,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM line
GROUP BY ALL
