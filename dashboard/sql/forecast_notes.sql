-- One row per thing said of how a forecast of one series and target was made, in order.
-- Read by: screens.forecast_notes. Bound: $level, $series, $target.
SELECT kind, detail, said
FROM out_forecast_note
WHERE level = $level AND series = $series AND target = $target
ORDER BY position
