-- One row per series x target that is not forecast, and why. Read by: cli.forecasting.
SELECT level, series, target, reason, cut_off
FROM out_forecast_gap
ORDER BY level, series, target
