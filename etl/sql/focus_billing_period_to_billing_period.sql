-- Grain: core_billing_period. Reads: landing of source `focus_billing_period`.
SELECT
    InvoiceIssuerName AS invoice_issuer,
    CAST(BillingPeriodStart AS DATE) AS billing_period_start,
    BillingPeriodStart AS starts_at_utc,
    BillingPeriodEnd AS ends_at_utc,
    BillingPeriodStatus AS period_status,
    BillingPeriodLastUpdated AS last_updated_at_utc,
    load_id,
    line_number
FROM landing
