-- Grain: one row per local day x hour of the day of one pool that was measured.
-- Reader: models.anomalies.reading. Bound: $pool_id, $time_zone.
SELECT
  local_date,
  date_part('hour', timezone($time_zone, timezone('UTC', hour_utc))) AS local_hour,
  sum(used_card_hours ORDER BY hour_utc) AS used
FROM out_pool_hourly
WHERE pool_id = $pool_id AND used_card_hours IS NOT NULL AND NOT is_suspected_gap
GROUP BY ALL
ORDER BY local_date, local_hour
