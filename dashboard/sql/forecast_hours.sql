-- One row per hour of the next two weeks of one pool, ascending, with its cards in hand that day (null
-- where unknown). Read by: screens.forecast_hours. Bound: $pool_id, $target.
SELECT
  out_forecast_hourly.local_date + to_hours(hour) AS period_start,
  out_forecast_hourly.local_date, hour, p10, p50, p90, mean, capacity_cards
FROM out_forecast_hourly
LEFT JOIN out_capacity_risk AS risk
  ON risk.pool_id = series AND risk.local_date = out_forecast_hourly.local_date
WHERE series = $pool_id AND target = $target
ORDER BY period_start
