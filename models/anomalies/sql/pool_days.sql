-- Grain: one row per local day x pool, and how many of its hours look like an outage of the meter.
-- Reader: models.anomalies.reading. Amounts of a day that is not wholly measured are not its cost.
WITH silent AS (
  SELECT pool_id, local_date, count(*) AS gap_hours
  FROM out_pool_hourly
  WHERE is_suspected_gap
  GROUP BY ALL
)
SELECT
  days.local_date, days.pool_id, provider, region, pool, chip,
  CASE WHEN hours_measured = hours_in_day THEN used_card_hours END AS used,
  CASE WHEN hours_measured = hours_in_day THEN on_demand_card_hours END AS on_demand,
  committed_card_hours / hours_in_day * 24 AS committed,
  on_demand_price_cny::DOUBLE AS price_cny,
  commitment_cost_cny AS fee_cny,
  CASE WHEN hours_measured = hours_in_day THEN cost_cny END AS cost_cny,
  coalesce(gap_hours, 0) AS gap_hours
FROM out_cost_daily AS days
LEFT JOIN silent USING (pool_id, local_date)
ORDER BY pool_id, local_date
