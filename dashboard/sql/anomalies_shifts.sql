-- One row per shift of a pool's level, by yuan a day. Read by: screens.anomalies.
-- Bound: $pool_id, or null for all; $days, from the last day that any pool was judged on.
-- Cost where it shifted within a week of the card-hours, else those.
WITH span AS (
  SELECT max(local_date) - $days::INTEGER AS before FROM out_expected_daily
),
chosen AS (
  SELECT * FROM out_level_shift
  WHERE ($pool_id IS NULL OR pool_id = $pool_id) AND start_date > (SELECT before FROM span)
)
SELECT
  start_date, confirmed_on, pool_id, target, level_before, level_after, size, unit,
  size_cny_per_day, driver, driver_project, contract_cny_per_day, price_cny_per_day,
  volume_cny_per_day, campaign, days_before, days_after
FROM chosen AS shift
WHERE target = 'cost' OR NOT EXISTS (
  FROM chosen AS other
  WHERE other.pool_id = shift.pool_id AND other.target = 'cost'
    AND abs(other.start_date - shift.start_date) <= 7
)
ORDER BY abs(size_cny_per_day) DESC NULLS LAST, abs(size) / greatest(level_before, 1) DESC,
  start_date DESC, pool_id
