-- Grain: one row per provider x day (UTC) that its bills have use of.
-- Reader: models.forecast.metered_days. Purchases, taxes and credits may be dated ahead, and say nothing of
-- what was stored.
SELECT DISTINCT provider, charge_date_utc AS local_date
FROM core_charge_daily
WHERE charge_category = 'Usage'
ORDER BY ALL
