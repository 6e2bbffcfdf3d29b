-- One row per pool x day on which its use and its cards are known. Read by: screens.patterns.
-- Bound: $first, $last: days; $pools: pool_ids; $moments: hours in UTC, or null for all.
-- Suspected gaps do not count.
SELECT
  pool_id, local_date, sum(used_card_hours) AS used_card_hours,
  sum(capacity_cards) AS capacity_card_hours,
  sum(used_card_hours) / sum(capacity_cards) AS utilisation_ratio
FROM out_pool_hourly
WHERE local_date BETWEEN $first::DATE AND $last::DATE
  AND list_contains($pools::VARCHAR[], pool_id)
  AND ($moments IS NULL
    OR measured_per = 'hour' AND hour_utc IN (SELECT unnest($moments::TIMESTAMP[])))
  AND used_card_hours IS NOT NULL AND capacity_cards > 0
  AND NOT coalesce(is_suspected_gap, false)
GROUP BY pool_id, local_date
ORDER BY pool_id, local_date
