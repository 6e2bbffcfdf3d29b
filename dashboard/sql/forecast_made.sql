-- One row per target x level that has been forecast: how many series, to which day, by how many that
-- are long enough for the ensemble. Read by: cli.forecasting.
SELECT
  target, level, count(DISTINCT series) AS series,
  count(DISTINCT series) FILTER (method = 'naive_last_week_mean') AS naive_series,
  max(cut_off) AS cut_off, max(cut_off + horizon_days::INTEGER) FILTER (grain = 'day') AS last_day
FROM out_forecast
GROUP BY target, level
ORDER BY target, level
