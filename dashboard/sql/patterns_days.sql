-- One row per day of the days chosen. Read by: screens.patterns.
-- Bound: $first, $last: days; $pools: pool_ids, or null for all.
-- An hour of a pool counts where its use and its cards are known and it is no suspected gap.
WITH hours AS (
  SELECT
    local_date, used_card_hours, capacity_cards,
    coalesce(
      used_card_hours IS NOT NULL AND capacity_cards > 0
      AND NOT coalesce(is_suspected_gap, false), false
    ) AS is_known
  FROM out_pool_hourly
  WHERE local_date BETWEEN $first::DATE AND $last::DATE
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
)
SELECT
  local_date,
  sum(used_card_hours) FILTER (WHERE is_known) AS used_card_hours,
  sum(capacity_cards) FILTER (WHERE is_known) AS capacity_card_hours,
  sum(used_card_hours) FILTER (WHERE is_known) / sum(capacity_cards) FILTER (WHERE is_known)
    AS utilisation_ratio,
  (count(*) FILTER (WHERE is_known))::BIGINT AS hours_known,
  (count(*) FILTER (WHERE NOT is_known))::BIGINT AS hours_unknown
FROM hours
GROUP BY local_date
ORDER BY local_date
