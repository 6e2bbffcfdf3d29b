-- Grain: one row per pool x basis x grain (week, day) x period: cards that 95 % of its hours need.
-- Reader: models.capacity_plan.reading, after the forecast.
SELECT
  series AS pool_id,
  CASE target WHEN 'peak_demand_p95' THEN 'demand' ELSE 'used' END AS basis,
  grain, period_start, p10, p50, p90, is_complete, cut_off
FROM out_forecast
WHERE level = 'pool' AND target IN ('peak_demand_p95', 'peak_used_p95') AND grain IN ('week', 'day')
ORDER BY pool_id, basis, grain, period_start
