-- Grain: core_fx_rate. Reads: landing of source `ecb_rates`.
-- The ECB quotes against the euro; USD/CNY is the cross rate. Days without both are absent.
SELECT
    rate_date,
    'USD' AS base_currency,
    'CNY' AS quote_currency,
    CAST(CAST(cny_per_eur AS DOUBLE) / CAST(usd_per_eur AS DOUBLE) AS DECIMAL(18, 8)) AS rate,
    'ECB euro reference rates, CNY/EUR divided by USD/EUR' AS source,
    load_id,
    line_number
FROM landing
WHERE usd_per_eur IS NOT NULL AND cny_per_eur IS NOT NULL
