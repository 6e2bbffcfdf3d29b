-- Returns pool hours for which two loads gave a capacity (a pool would seem twice as large).
SELECT hour_utc, provider, region, pool, chip, count(*) AS capacities
FROM core_capacity_hourly
GROUP BY hour_utc, provider, region, pool, chip
HAVING count(*) > 1
