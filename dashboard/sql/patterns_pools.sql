-- One row per pool x day on which its use and its cards are known. Read by: screens.patterns.
-- Bound: $first, $last: days; $pools: pool_ids; $weekday, $hour, $time_zone as patterns_days.
-- Suspected gaps do not count.
SELECT
  pool_id, local_date, sum(used_card_hours) AS used_card_hours,
  sum(capacity_cards) AS capacity_card_hours,
  sum(used_card_hours) / sum(capacity_cards) AS utilisation_ratio
FROM out_pool_hourly
WHERE local_date BETWEEN $first::DATE AND $last::DATE
  AND list_contains($pools::VARCHAR[], pool_id)
  -- The hours of one weekday and hour, where one is chosen: few, so they are found beforehand.
  AND ($hour IS NULL OR measured_per = 'hour' AND hour_utc IN (
    SELECT hour_utc
    FROM (
      SELECT unnest(generate_series(
        $first::TIMESTAMP - INTERVAL 1 DAY, $last::TIMESTAMP + INTERVAL 2 DAY, INTERVAL 15 MINUTE
      )) AS hour_utc
    )
    WHERE isodow(timezone($time_zone, timezone('UTC', hour_utc))) = $weekday
      AND date_part('hour', timezone($time_zone, timezone('UTC', hour_utc))) = $hour
  ))
  AND used_card_hours IS NOT NULL AND capacity_cards > 0
  AND NOT coalesce(is_suspected_gap, false)
GROUP BY pool_id, local_date
ORDER BY pool_id, local_date
