-- Grain: one row per invoice (or none) x account x billing month x currency x provider x issuer of the
-- charges. Read by: invoice_check.
CREATE OR REPLACE TEMPORARY VIEW invoice_charge AS
SELECT
    provider,
    invoice_issuer,
    invoice_id,
    billing_account_id,
    CAST(date_trunc('month', billing_period_start + INTERVAL 1 DAY) AS DATE) AS billing_month,
    currency,
    sum(billed_amount) AS amount,
    bool_or(charge_category = 'Tax') AS has_tax,
    CAST(sum(source_row_count) AS BIGINT) AS source_row_count,
    min(load_id) AS load_id
FROM core_charge_daily
GROUP BY ALL
