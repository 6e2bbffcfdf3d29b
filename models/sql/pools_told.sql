-- One row per pool of which any hour is told, with its hours from the first to the last.
-- Reader: models.pool_hours.
SELECT
    concat_ws('/', provider, region, pool, chip) AS pool_id,
    provider, region, pool, chip,
    date_diff('hour', min(hour_utc), max(hour_utc)) + 1 AS hours
FROM core_usage_hourly
GROUP BY ALL
ORDER BY pool_id
