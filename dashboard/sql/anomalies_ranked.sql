-- One row per pool-day outside its band, by yuan. Read by: screens.anomalies.
-- Bound: $pool_id, or null for all; $days, from the last day that any pool was judged on.
-- Cost where it is outside, else card-hours. Days of a confirmed shift stand with the shift; days of
-- the company that its pools' own days explain stand with those, and nothing is told twice.
WITH span AS (
  SELECT max(local_date) - $days::INTEGER AS before FROM out_expected_daily
),
chosen AS (
  SELECT * FROM out_anomaly
  WHERE ($pool_id IS NULL OR pool_id = $pool_id)
    AND local_date > (SELECT before FROM span)
    AND kind <> 'in_pools'
    AND (local_date, pool_id) NOT IN (
      SELECT (local_date, pool_id) FROM out_anomaly WHERE kind = 'level_shift'
    )
)
SELECT
  local_date, pool_id, target, kind, is_alarm, is_settled, expected, lower, upper, actual,
  deviation, unit, deviation_cny, driver, driver_project,
  driver_pool_id, driver_cny, campaign, gap_hours
FROM chosen
QUALIFY row_number() OVER (PARTITION BY local_date, pool_id ORDER BY target) = 1
ORDER BY
  is_alarm DESC, abs(deviation_cny) DESC NULLS LAST, abs(deviation) / greatest(expected, 1) DESC,
  gap_hours DESC, local_date DESC, pool_id
