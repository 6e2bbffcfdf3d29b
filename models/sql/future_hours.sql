-- Grain: one row per pool with use of hours that had not come yet when they were loaded: a wrong year, or
-- day and month changed over. Reader: models.marts. A day is left for clocks and time zones that differ;
-- the sample is synthetic and lies where it lies.
SELECT
  concat_ws('/', usage.provider, usage.region, usage.pool, usage.chip) AS pool_id,
  usage.provider,
  min(hour_utc) AS start_utc,
  max(hour_utc) + INTERVAL 1 HOUR AS end_utc,
  count(DISTINCT hour_utc) AS hour_count
FROM core_usage_hourly AS usage
INNER JOIN core_load USING (load_id)
WHERE hour_utc > loaded_at + INTERVAL 1 DAY AND NOT synthetic
GROUP BY ALL
ORDER BY pool_id
