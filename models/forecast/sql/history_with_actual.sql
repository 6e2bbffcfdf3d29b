-- Grain: one row per row of out_forecast_history, with what came as it is known today.
-- Reader: models.forecast.remembering. A period is known when every day of it was wholly measured
-- (and, for cost, priced) in every pool of the series that had hours that day.
WITH pool_days AS (
  SELECT
    pool_id, provider, local_date, target,
    hours_measured = hours_in_day AND amount IS NOT NULL AS is_whole, amount
  FROM (
    SELECT *, 'usage' AS target, used_card_hours AS amount FROM out_cost_daily
    UNION ALL
    SELECT *, 'cost' AS target, cost_cny::DOUBLE AS amount FROM out_cost_daily
  )
),
placed AS (
  SELECT 'pool' AS level, pool_id AS series, * FROM pool_days
  UNION ALL
  SELECT 'provider' AS level, provider AS series, * FROM pool_days
  UNION ALL
  SELECT 'company' AS level, 'company' AS series, * FROM pool_days
),
days AS (
  SELECT level, series, target, local_date, bool_and(is_whole) AS is_whole,
    sum(amount ORDER BY pool_id) AS amount
  FROM placed
  GROUP BY ALL
),
periods AS (
  SELECT level, series, target, grain, date_trunc(grain, local_date)::DATE AS period_start,
    count(*) FILTER (is_whole) AS days_known, sum(amount ORDER BY local_date) AS amount
  FROM days, (VALUES ('day'), ('month'), ('quarter')) AS grains (grain)
  GROUP BY ALL
)
SELECT
  made.* REPLACE (
    CASE WHEN periods.days_known = CASE made.grain
      WHEN 'day' THEN 1
      WHEN 'month' THEN day(last_day(made.period_start))
      ELSE date_diff('day', made.period_start, made.period_start + INTERVAL 3 MONTH)
    END THEN periods.amount END AS actual
  )
FROM out_forecast_history AS made
LEFT JOIN periods USING (level, series, target, grain, period_start)
ORDER BY made.cut_off, level, series, target, grain, period_start, made.snapshot_id
