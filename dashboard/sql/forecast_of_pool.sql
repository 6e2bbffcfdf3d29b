-- One row per target x month of one pool's forecast, from the cut-off's month on; peaks as P95 of the
-- hours. Read by: cli.pool_forecast. Bound: $pool_id.
SELECT
  target, unit, period_start AS month, is_complete, observed_part, p10, p50, p90, mean, method,
  method_note, history_days, cut_off
FROM out_forecast
WHERE level = 'pool' AND grain = 'month' AND series = $pool_id
  AND target IN ('usage', 'demand', 'cost', 'peak_used_p95', 'peak_demand_p95')
ORDER BY
  list_position(['usage', 'demand', 'cost', 'peak_used_p95', 'peak_demand_p95'], target), month
