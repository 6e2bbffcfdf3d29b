-- One row per day of the days chosen. Read by: screens.patterns.
-- Bound: $first, $last: days; $pools: pool_ids, or null for all; $moments: hours in UTC, or null for
-- all.
-- An hour of a pool counts where its use and its cards are known and it is no suspected gap; of one
-- hour of the week only what was measured by the hour.
WITH hours AS (
  SELECT
    local_date, capacity_cards,
    CASE WHEN capacity_cards > 0 AND NOT is_suspected_gap THEN used_card_hours END
      AS known_card_hours
  FROM out_pool_hourly
  WHERE local_date BETWEEN $first::DATE AND $last::DATE
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
    AND ($moments IS NULL
      OR measured_per = 'hour' AND hour_utc IN (SELECT unnest($moments::TIMESTAMP[])))
)
SELECT
  local_date,
  sum(known_card_hours) AS used_card_hours,
  sum(CASE WHEN known_card_hours IS NOT NULL THEN capacity_cards END) AS capacity_card_hours,
  sum(known_card_hours)
    / sum(CASE WHEN known_card_hours IS NOT NULL THEN capacity_cards END) AS utilisation_ratio,
  count(known_card_hours)::BIGINT AS hours_known,
  (count(*) - count(known_card_hours))::BIGINT AS hours_unknown
FROM hours
GROUP BY local_date
ORDER BY local_date
