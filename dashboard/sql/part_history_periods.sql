-- Grain: none, a part: one row per past period of the CTE `days` (local_date, amount, is_whole,
-- measured_days), ascending; with more than a tenth of its days not whole its amount is null.
-- Read by: forecast_history, forecast_history_of_project. Bound: $grain.
SELECT
  date_trunc($grain, local_date)::DATE AS period_start,
  CASE WHEN count(*) FILTER (is_whole) >= 0.9 * CASE $grain
      WHEN 'month' THEN day(last_day(period_start)) ELSE 1
    END
    THEN sum(amount ORDER BY local_date)
  END AS amount,
  count(*) FILTER (NOT is_whole) AS days_unknown,
  sum(measured_days) AS days_measured
FROM days
GROUP BY period_start
ORDER BY period_start
