-- Grain: one row per pool hour that has two capacities (the pool would seem twice as large).
SELECT hour_utc, provider, region, pool, chip, count(*) AS capacities
FROM core_capacity_hourly
GROUP BY hour_utc, provider, region, pool, chip
HAVING count(*) > 1
