-- Grain: one row per usage hour that one load reports twice (it would be counted twice).
SELECT hour_utc, provider, region, pool, chip, project, workload_class, load_id, count(*) AS reports
FROM core_usage_hourly
GROUP BY hour_utc, provider, region, pool, chip, project, workload_class, load_id
HAVING count(*) > 1
