-- Grain: one row per pool x local day that has hours in the snapshot.
-- Reader: models.forecast.history. A suspected gap counts as not measured; demand is known of the
-- hours whose queue was measured too.
-- Bound: $pools, some of the pools by their pool_id.
-- The sums are ordered, because floating-point sums differ in the last bit from order to order.
WITH hours AS (
  SELECT
    pool_id, local_date, hour_utc, measured_per,
    CASE WHEN NOT is_suspected_gap THEN used_card_hours END AS used,
    used + queued_card_hours AS demanded
  FROM out_pool_hourly
  WHERE pool_id IN (SELECT unnest($pools))
)
SELECT
  pool_id,
  local_date,
  count(used) AS measured_hours,
  sum(used ORDER BY hour_utc) AS card_hours,
  count(demanded) AS demanded_hours,
  sum(demanded ORDER BY hour_utc) AS demanded_card_hours,
  count(*) FILTER (measured_per = 'day') > 0 AS is_spread
FROM hours
GROUP BY pool_id, local_date
ORDER BY pool_id, local_date
