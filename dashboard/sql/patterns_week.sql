-- One row per weekday x local hour of the days chosen. Read by: screens.patterns.
-- Bound: $time_zone; $first, $last: days; $pools: pool_ids, or null for all.
-- An hour of a pool counts where its use and its cards are known, it was measured by the hour, and
-- it is no suspected gap; the others are counted. Pools are summed before an hour's local time is
-- asked for: there are as many times fewer hours.
WITH pool_hours AS (
  SELECT
    hour_utc, capacity_cards,
    CASE WHEN capacity_cards > 0 AND measured_per = 'hour' AND NOT is_suspected_gap
      THEN used_card_hours END AS known_card_hours
  FROM out_pool_hourly
  WHERE local_date BETWEEN $first::DATE AND $last::DATE
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
),
hours AS (
  SELECT
    timezone($time_zone, timezone('UTC', hour_utc)) AS hour_local,
    sum(known_card_hours) AS used_card_hours,
    sum(CASE WHEN known_card_hours IS NOT NULL THEN capacity_cards END) AS capacity_card_hours,
    count(known_card_hours) AS hours_known,
    count(*) AS hours_all
  FROM pool_hours
  GROUP BY hour_utc
)
SELECT
  isodow(hour_local) AS weekday, date_part('hour', hour_local)::BIGINT AS hour,
  sum(used_card_hours) AS used_card_hours,
  sum(capacity_card_hours) AS capacity_card_hours,
  sum(used_card_hours) / sum(capacity_card_hours) AS utilisation_ratio,
  sum(hours_known)::BIGINT AS hours_known,
  (sum(hours_all) - sum(hours_known))::BIGINT AS hours_unknown
FROM hours
GROUP BY weekday, hour
ORDER BY weekday, hour
