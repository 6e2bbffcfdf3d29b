-- Grain: one row per local day x pool, and how many of its hours look like an outage of the meter.
-- Reader: models.anomalies.reading. A pool's part of savings plans counts as a contract for the cards
-- that it pays for. Amounts of a day that is not wholly measured are not its cost.
WITH silent AS (
  SELECT pool_id, local_date, count(*) AS gap_hours
  FROM out_pool_hourly
  WHERE is_suspected_gap
  GROUP BY ALL
),
-- A day that was not wholly measured does not say whose a plan was: the part is that of the last that was.
plans AS (
  SELECT
    pool_id, local_date,
    coalesce(last_value(part.card_hours IGNORE NULLS) OVER by_day, 0) AS plan_card_hours,
    coalesce(last_value(part.cost_cny IGNORE NULLS) OVER by_day, 0) AS plan_cost_cny
  FROM (
    SELECT
      pool_id, local_date,
      CASE WHEN hours_measured = hours_in_day THEN
        {'card_hours': savings_plan_card_hours, 'cost_cny': savings_plan_cost_cny}
      END AS part
    FROM out_cost_daily
  )
  WINDOW by_day AS (PARTITION BY pool_id ORDER BY local_date)
)
SELECT
  days.local_date, days.pool_id, provider, region, pool, chip,
  CASE WHEN hours_measured = hours_in_day THEN used_card_hours END AS used,
  CASE WHEN hours_measured = hours_in_day THEN on_demand_card_hours END AS on_demand,
  (committed_card_hours + plan_card_hours) / hours_in_day * 24 AS committed,
  on_demand_price_cny::DOUBLE AS price_cny,
  commitment_cost_cny + plan_cost_cny AS fee_cny,
  CASE WHEN hours_measured = hours_in_day THEN cost_cny END AS cost_cny,
  coalesce(gap_hours, 0) AS gap_hours
FROM out_cost_daily AS days
LEFT JOIN silent USING (pool_id, local_date)
LEFT JOIN plans USING (pool_id, local_date)
ORDER BY pool_id, local_date
