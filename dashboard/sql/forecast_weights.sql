-- One row per horizon bucket x member of the ensemble. Read by: screens.forecast_trust.
-- Bound: $level, $series; sums of parts are judged by their parts, which weigh as much as they miss;
-- $target.
WITH chosen AS (
  SELECT * FROM out_forecast_score
  WHERE target = $target
    AND (series = $series OR $level = 'company'
      OR $level IN ('provider', 'model', 'service') AND starts_with(series, $series || '/'))
),
whole AS (
  SELECT series, from_step, greatest(coalesce(backtest_error, 0), 1e-9) AS misses
  FROM chosen
  WHERE member = 'ensemble'
),
total AS (
  SELECT from_step, sum(misses) AS misses FROM whole GROUP BY from_step
)
SELECT
  from_step,
  max(to_step) AS to_step,
  member,
  sum(weight * whole.misses) / any_value(total.misses) AS weight
FROM chosen
INNER JOIN whole USING (series, from_step)
INNER JOIN total USING (from_step)
WHERE member <> 'ensemble'
GROUP BY from_step, member
ORDER BY from_step, weight DESC, member
