-- Grain: one row per measured hour of one pool between two local days, both included.
-- Reader: models.forecast.hours. `queued_card_hours` is null where the queue was not measured.
SELECT hour_utc, local_date, used_card_hours, queued_card_hours
FROM out_pool_hourly
WHERE pool_id = $pool_id
  AND local_date BETWEEN $first_day AND $last_day
  AND used_card_hours IS NOT NULL
  AND NOT is_suspected_gap
ORDER BY hour_utc
