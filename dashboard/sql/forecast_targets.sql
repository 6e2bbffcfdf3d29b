-- One row per level x series x target that has been forecast. Read by: screens.forecast_choice.
SELECT DISTINCT level, series, target
FROM out_forecast
ORDER BY ALL
