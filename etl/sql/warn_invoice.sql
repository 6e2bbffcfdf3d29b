-- Grain: core_load_warning. Loads of invoices that the charges do not come to. An invoice that is
-- still Open differs because it is not finished, and is no warning.
INSERT INTO core_load_warning BY NAME
SELECT
    load_id,
    'invoice_differs' AS warning,
    currency,
    sum(source_row_count) AS source_row_count,
    sum(abs(difference)) AS amount
FROM core_invoice_check
WHERE check_state = 'differs' AND NOT is_provisional
GROUP BY load_id, currency
