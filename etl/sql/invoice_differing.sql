-- One row per issued invoice that the charges do not come to, the largest difference first.
-- Read by: etl.invoices.
SELECT
    provider,
    invoice_id,
    billing_account_id,
    billing_month,
    currency,
    CAST(round(charge_amount, 2) AS DECIMAL(38, 2)) AS charge_amount,
    CAST(round(invoice_amount, 2) AS DECIMAL(38, 2)) AS invoice_amount,
    difference
FROM core_invoice_check
WHERE check_state = 'differs' AND NOT is_provisional
ORDER BY abs(difference) DESC, invoice_id
