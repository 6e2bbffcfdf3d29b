-- Grain: one row per hour x pool x project: its training and fine-tuning.
-- Reader: models.capacity_plan.stage. Bound: $first_hour, the first hour that is asked about.
SELECT
  concat_ws('/', provider, region, pool, chip) AS pool_id, hour_utc, project,
  sum(used_card_hours::DECIMAL(18, 6))::DOUBLE AS movable
FROM core_usage_hourly
WHERE workload_class IN ('training', 'fine_tuning') AND hour_utc >= $first_hour
GROUP BY ALL
ORDER BY pool_id, hour_utc, project
