-- One row per period of one series, target and grain, ascending. Read by: screens.forecast.
-- Bound: $level, $series, $target, $grain.
SELECT *
FROM out_forecast
WHERE level = $level AND series = $series AND target = $target AND grain = $grain
ORDER BY period_start
