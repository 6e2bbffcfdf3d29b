-- One row per weekday x local hour of the days chosen. Read by: screens.patterns.
-- Bound: $time_zone; $first, $last: days; $pools: pool_ids, or null for all.
-- An hour of a pool counts where its use and its cards are known, it was measured by the hour, and
-- it is no suspected gap; the others are counted.
WITH clock AS (
  SELECT hour_utc, date_part('hour', timezone($time_zone, timezone('UTC', hour_utc))) AS hour
  FROM (
    SELECT DISTINCT hour_utc FROM out_pool_hourly
    WHERE local_date BETWEEN $first::DATE AND $last::DATE
  )
),
hours AS (
  SELECT
    isodow(local_date) AS weekday, hour, used_card_hours, capacity_cards,
    coalesce(
      used_card_hours IS NOT NULL AND capacity_cards > 0 AND measured_per = 'hour'
      AND NOT coalesce(is_suspected_gap, false), false
    ) AS is_known
  FROM out_pool_hourly INNER JOIN clock USING (hour_utc)
  WHERE local_date BETWEEN $first::DATE AND $last::DATE
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
)
SELECT
  weekday, hour::BIGINT AS hour,
  sum(used_card_hours) FILTER (WHERE is_known) AS used_card_hours,
  sum(capacity_cards) FILTER (WHERE is_known) AS capacity_card_hours,
  sum(used_card_hours) FILTER (WHERE is_known) / sum(capacity_cards) FILTER (WHERE is_known)
    AS utilisation_ratio,
  (count(*) FILTER (WHERE is_known))::BIGINT AS hours_known,
  (count(*) FILTER (WHERE NOT is_known))::BIGINT AS hours_unknown
FROM hours
GROUP BY weekday, hour
ORDER BY weekday, hour
