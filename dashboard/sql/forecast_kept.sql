-- One row per forecast once made of one series and target, whole days and months; the newest first.
-- Read by: screens.forecast_kept. Bound: $level, $series, $target. `actual` is null until all of it is known.
-- Where a cut-off was forecast more than once, the last holds.
SELECT
  period_start, grain, horizon_days, cut_off, p10, p50, p90, actual,
  CASE WHEN actual IS NOT NULL THEN actual BETWEEN p10 AND p90 END AS is_hit,
  method, model_version
FROM out_forecast_history
WHERE series = $series AND target = $target AND level = $level
  AND grain IN ('day', 'month') AND is_complete
QUALIFY row_number() OVER (
  PARTITION BY grain, period_start, cut_off ORDER BY snapshot_id DESC, model_version DESC
) = 1
ORDER BY cut_off DESC, grain, period_start DESC
