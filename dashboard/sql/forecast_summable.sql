-- One row per pool x target whose paths by month are kept. Read by: screens.forecast_choice.
SELECT DISTINCT pool_id, target
FROM out_forecast_month_path
