-- One row per period of one series, target and grain, ascending. Read by: screens.forecast.
SELECT *
FROM out_forecast
WHERE series = $series AND target = $target AND grain = $grain
  AND level IN ('pool', 'company')
ORDER BY period_start
