-- One row per series x target x grain that has been forecast. Read by: screens.forecast.
SELECT series, target, grain, count(*) AS period_count, max(history_days) AS history_days
FROM out_forecast
WHERE level IN ('pool', 'company')
GROUP BY ALL
ORDER BY ALL
