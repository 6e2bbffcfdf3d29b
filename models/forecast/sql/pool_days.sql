-- Grain: one row per pool x local day that has hours in the snapshot.
-- Reader: models.forecast.history. A suspected gap counts as not measured.
-- The sum is ordered, because floating-point sums differ in the last bit from order to order.
SELECT
  pool_id,
  local_date,
  count(*) FILTER (used_card_hours IS NOT NULL AND NOT is_suspected_gap) AS measured_hours,
  sum(used_card_hours ORDER BY hour_utc)
    FILTER (used_card_hours IS NOT NULL AND NOT is_suspected_gap) AS card_hours
FROM out_pool_hourly
GROUP BY pool_id, local_date
ORDER BY pool_id, local_date
