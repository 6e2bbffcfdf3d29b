-- Grain: core_rental_quote. Reads: landing of source `rental_quote`.
SELECT
    COLUMNS(lambda name: name NOT IN (
        'network_included', 'cabinet_included', 'list_price', 'pay_ratio'
    )),
    'day' AS date_precision,
    CASE WHEN billing_mode = 'purchase' THEN 'gpu_purchase'
         WHEN unit IN ('server_month', 'card_month') THEN 'gpu_rent'
         ELSE 'gpu_cloud' END AS category,
    '' AS missing_fields
FROM landing
