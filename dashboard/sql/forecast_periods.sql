-- One row per period of one series, target and grain, ascending. Read by: screens.forecast.
SELECT *
FROM out_forecast
WHERE series = $series AND target = $target AND grain = $grain
ORDER BY period_start
