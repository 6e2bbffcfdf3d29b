-- One row per pool whose cards are counted: how likely they are too few, after a week, a month, and
-- at the end of the horizon. Read by: screens.forecast_capacity. Bound: $pool_id, or null for all.
WITH chosen AS (
  SELECT * FROM out_capacity_risk WHERE $pool_id IS NULL OR pool_id = $pool_id
)
SELECT
  pool_id,
  min(local_date) + 6 AS week_end,
  min(local_date) + 29 AS month_end,
  max(local_date) AS last_day,
  any_value(capacity_cards ORDER BY local_date) AS cards_now,
  any_value(capacity_cards ORDER BY local_date DESC) AS cards_then,
  max(by_date_ratio) FILTER (horizon_days <= 7) AS by_week_ratio,
  max(by_date_ratio) FILTER (horizon_days <= 30) AS by_month_ratio,
  max(by_date_ratio) AS by_end_ratio,
  max(by_date_if_renewed_ratio) AS if_renewed_ratio,
  bool_or(basis = 'used') AS is_without_queue
FROM chosen
GROUP BY pool_id
ORDER BY by_month_ratio DESC, by_end_ratio DESC, pool_id
