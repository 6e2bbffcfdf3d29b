-- One row per pool: the days its data cover, how far it is behind the newest pool, and how many
-- hours of its last 30 days were measured. Read by: screens.health.
WITH bounds AS (
  SELECT max(local_date) AS last_day FROM out_cost_daily WHERE hours_measured > 0
)
SELECT
  pool_id,
  max(local_date) FILTER (hours_measured > 0) AS data_until,
  any_value(last_day) - max(local_date) FILTER (hours_measured > 0) AS days_behind,
  sum(hours_measured) FILTER (local_date > last_day - 30)
    / nullif(sum(hours_in_day) FILTER (local_date > last_day - 30), 0) AS measured_ratio,
  min(local_date) FILTER (hours_measured > 0) AS data_from
FROM out_cost_daily CROSS JOIN bounds
GROUP BY pool_id
ORDER BY days_behind DESC, measured_ratio, pool_id
