-- Grain: one row per row of out_forecast_history, with what came as it is known today.
-- Reader: models.forecast.remembering. A period is known when every day of it was wholly measured
-- (and, for cost, priced; for demand, with its queue) in every pool of the series that had hours
-- that day. metered_days_known is what models.forecast.metered_actuals says of tokens and storage.
WITH pool_days AS (
  SELECT
    pool_id, provider, local_date, target,
    hours_measured = hours_in_day AND amount IS NOT NULL AS is_whole, amount
  FROM (
    SELECT *, 'usage' AS target, used_card_hours AS amount FROM out_cost_daily
    UNION ALL
    SELECT *, 'demand' AS target, used_card_hours + queued_card_hours AS amount FROM out_cost_daily
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
  UNION ALL
  SELECT level, series, target, local_date, true AS is_whole, amount FROM metered_days_known
),
hours AS (
  SELECT
    pool_id, local_date,
    unnest([
      {'basis': 'used', 'cards': used_card_hours},
      {'basis': 'demand', 'cards': used_card_hours + queued_card_hours}
    ], recursive := true)
  FROM out_pool_hourly
  WHERE NOT is_suspected_gap AND local_date >= (
    SELECT min(period_start) FROM out_forecast_history WHERE target LIKE 'peak%'
  )
),
peak_days AS (
  SELECT pool_id, basis, local_date, any_value(hours_in_day) = count(hours.cards) AS is_whole
  FROM hours JOIN out_cost_daily USING (pool_id, local_date)
  GROUP BY ALL
),
peaks AS (
  SELECT
    pool_id, basis, grain, date_trunc(grain, local_date)::DATE AS period_start,
    count(DISTINCT local_date) FILTER (is_whole) AS days_known,
    quantile_cont(cards, [0.5, 0.95, 0.99]) AS cards
  FROM hours JOIN peak_days USING (pool_id, basis, local_date),
    (VALUES ('day'), ('week'), ('month')) AS grains (grain)
  GROUP BY ALL
),
periods AS (
  SELECT level, series, target, grain, date_trunc(grain, local_date)::DATE AS period_start,
    count(*) FILTER (is_whole) AS days_known, sum(amount ORDER BY local_date) AS amount
  FROM days, (VALUES ('day'), ('month'), ('quarter')) AS grains (grain)
  GROUP BY ALL
  UNION ALL
  SELECT 'pool' AS level, pool_id AS series, 'peak_' || basis || '_p' || percents.percent AS target,
    grain, period_start, days_known, cards[percents.place] AS amount
  FROM peaks, (VALUES (1, '50'), (2, '95'), (3, '99')) AS percents (place, percent)
)
SELECT
  made.* REPLACE (
    CASE WHEN periods.days_known = CASE made.grain
      WHEN 'day' THEN 1
      WHEN 'week' THEN 7
      WHEN 'month' THEN day(last_day(made.period_start))
      ELSE date_diff('day', made.period_start, made.period_start + INTERVAL 3 MONTH)
    END THEN periods.amount END AS actual
  )
FROM out_forecast_history AS made
LEFT JOIN periods USING (level, series, target, grain, period_start)
ORDER BY made.cut_off, level, series, target, grain, period_start, made.snapshot_id
