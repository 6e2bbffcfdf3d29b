-- Grain: one row per pool x local day; least and most cards that its hours had, null where unknown.
-- Reader: models.forecast.capacity.
SELECT
  pool_id,
  local_date,
  CASE WHEN count(capacity_cards) = count(*) THEN min(capacity_cards) END AS least_cards,
  max(capacity_cards) AS most_cards
FROM out_pool_hourly
GROUP BY pool_id, local_date
ORDER BY pool_id, local_date
