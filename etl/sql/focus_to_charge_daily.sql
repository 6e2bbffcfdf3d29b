-- Grain: core_charge_daily. Reads: landing in FOCUS's columns (sources focus, aws_cur, oci_cost_report).
-- A group in which one line lacks an amount or quantity has none: missing is not zero.
-- Lines that are alike in all that matters are added up first, so that tags, which are slow to read,
-- are read once for each of these groups and not once a line. Quantities that are large (bytes x hours)
-- have fewer places, so that their sum fits; to shorten all of them would take longer than all the rest.
WITH alike AS (
    SELECT
        CAST(ChargePeriodStart AS DATE) AS charge_date_utc,
        CAST(BillingPeriodStart AS DATE) AS billing_period_start,
        BillingAccountId,
        SubAccountId,
        SubAccountName,
        provider,
        ServiceName,
        SkuId,
        RegionId,
        RegionName,
        pool,
        project,
        Tags,
        ChargeCategory,
        ChargeClass,
        PricingCategory,
        CommitmentDiscountId,
        CommitmentDiscountStatus,
        InvoiceId,
        InvoiceIssuerName,
        PricingUnit,
        BillingCurrency,
        delivery,
        load_id,
        sum(CASE WHEN abs(PricingQuantity) < 100000000 THEN PricingQuantity END) AS small_quantity,
        sum(CAST(CASE WHEN abs(PricingQuantity) >= 100000000 THEN PricingQuantity END AS DECIMAL(38, 12)))
            AS large_quantity,
        count(PricingQuantity) AS quantities,
        sum(ListCost) AS list_amount,
        count(ListCost) AS list_amounts,
        sum(ContractedCost) AS contracted_amount,
        count(ContractedCost) AS contracted_amounts,
        sum(EffectiveCost) AS effective_amount,
        count(EffectiveCost) AS effective_amounts,
        sum(BilledCost) AS billed_amount,
        sum(voucher_paid) AS voucher_amount,
        count(voucher_paid) AS voucher_amounts,
        sum(balance_paid) AS balance_amount,
        count(balance_paid) AS balance_amounts,
        min(line_number) AS first_line_number,
        count(*) AS lines
    FROM landing
    GROUP BY ALL
),
tagged AS (
    SELECT
        *,
        CAST(coalesce(small_quantity, 0) AS DECIMAL(38, 12)) + coalesce(large_quantity, 0) AS quantity,
        CASE WHEN json_valid(Tags) THEN CAST(Tags AS JSON) END AS tag
    FROM alike
)
SELECT
    charge_date_utc,
    billing_period_start,
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
    InvoiceId AS invoice_id,
    InvoiceIssuerName AS invoice_issuer,
    CASE WHEN sum(quantities) = sum(lines) THEN sum(quantity) END AS quantity,
    PricingUnit AS quantity_unit,
    BillingCurrency AS currency,
    CASE WHEN sum(list_amounts) = sum(lines) THEN sum(list_amount) END AS list_amount,
    CASE WHEN sum(contracted_amounts) = sum(lines) THEN sum(contracted_amount) END AS contracted_amount,
    CASE WHEN sum(effective_amounts) = sum(lines) THEN sum(effective_amount) END AS effective_amount,
    sum(billed_amount) AS billed_amount,
    CASE WHEN sum(voucher_amounts) = sum(lines) THEN sum(voucher_amount) END AS voucher_amount,
    CASE WHEN sum(balance_amounts) = sum(lines) THEN sum(balance_amount) END AS balance_amount,
    coalesce(delivery, load_id) AS delivery,
    load_id,
    min(first_line_number) AS first_line_number,
    sum(lines) AS source_row_count
FROM tagged
GROUP BY ALL
