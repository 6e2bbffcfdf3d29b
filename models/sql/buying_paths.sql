-- One row per pool x path x month of the forecast, in that order.
-- Reader: models.buying.
SELECT pool_id, path, first_day, days, mean_cards, cut_off
FROM out_forecast_path
ORDER BY pool_id, path, first_day
