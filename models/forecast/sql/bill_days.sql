-- Grain: one row per provider x day (UTC) that its bills have lines of.
-- Reader: models.forecast.metered_days.
SELECT DISTINCT provider, charge_date_utc AS local_date
FROM core_charge_daily
ORDER BY ALL
