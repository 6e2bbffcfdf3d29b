-- One row, always: how full the pools with a known capacity were over the last 30 days, and the
-- most cards in use in one hour. Suspected gaps are left out. Read by: screens.overview.
-- Bound: $pools, pool_ids, or null for all.
WITH measured AS (
  SELECT hour_utc, used_card_hours, capacity_cards, measured_per
  FROM out_pool_hourly
  WHERE used_card_hours IS NOT NULL AND NOT is_suspected_gap
    AND local_date > (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0) - 30
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
),
by_hour AS (
  SELECT
    hour_utc,
    sum(used_card_hours) AS used_card_hours,
    sum(used_card_hours) FILTER (capacity_cards IS NOT NULL) AS used_of_known,
    sum(capacity_cards) AS capacity_cards
  FROM measured
  GROUP BY hour_utc
)
SELECT
  sum(used_of_known) / nullif(sum(capacity_cards), 0) AS utilisation_ratio,
  max(used_card_hours) AS peak_cards,
  avg(used_card_hours) AS mean_cards
FROM by_hour
