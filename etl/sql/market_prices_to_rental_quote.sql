-- Grain: core_rental_quote. Reads: landing of source `market_prices`.
-- Categories are never mixed on one axis; what a figure does not say is named, not assumed.
SELECT
    landing.*,
    CASE
        WHEN unit IN ('server_month', 'card_month') AND chip <> '-' THEN 'gpu_rent'
        WHEN unit IN ('card_hour', 'server_hour', 'server_day') AND chip <> '-'
            AND chip NOT LIKE 'CPU%' THEN 'gpu_cloud'
        WHEN unit IN ('card', 'server') AND billing_mode = 'purchase' THEN 'gpu_purchase'
        WHEN unit = 'million_tokens' THEN 'token_price'
        ELSE 'other'
    END AS category,
    concat_ws(',',
        CASE WHEN cards IS NULL AND unit LIKE 'server%' THEN 'cards' END,
        CASE WHEN term_months IS NULL AND unit LIKE '%month' THEN 'term_months' END,
        CASE WHEN tax_included IS NULL THEN 'tax_included' END,
        CASE WHEN power_included IS NULL AND unit LIKE 'server%' THEN 'power_included' END
    ) AS missing_fields
FROM landing
