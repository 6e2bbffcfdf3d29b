-- Grain: one row per invoice x account x billing month, and kind of file it is given by. Voided ones
-- are no longer owed. Read by: invoice_check. A month that begins on the last day of the month before,
-- in UTC, is one of a zone east of it.
CREATE OR REPLACE TEMPORARY VIEW invoice_given AS
SELECT
    'invoice' AS given_by,
    provider AS seller,
    invoice_id,
    billing_account_id,
    CAST(date_trunc('month', billing_period_start + INTERVAL 1 DAY) AS DATE) AS billing_month,
    currency,
    sum(invoice_amount) AS amount,
    sum(tax_amount) AS tax_amount,
    FALSE AS is_provisional,
    min(load_id) AS load_id
FROM core_invoice
GROUP BY ALL
UNION ALL
SELECT
    'focus_invoice_detail' AS given_by,
    invoice_issuer AS seller,
    invoice_id,
    billing_account_id,
    CAST(date_trunc('month', billing_period_start + INTERVAL 1 DAY) AS DATE) AS billing_month,
    currency,
    sum(billed_amount) AS amount,
    coalesce(sum(billed_amount) FILTER (charge_category = 'Tax'), 0) AS tax_amount,
    bool_or(issue_status = 'Open') AS is_provisional,
    min(load_id) AS load_id
FROM core_invoice_detail
WHERE issue_status <> 'Voided'
GROUP BY ALL
