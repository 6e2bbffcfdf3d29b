-- One row per month: what a useful card-hour cost, over all pools or some. Read by: screens.units.
-- Bound: $pools, pool_ids, or null for all. A month in which a pool's useful hours are not known is
-- unknown; `pools_unknown` says whose.
SELECT
  month,
  sum(cost_cny) AS cost_cny,
  sum(used_card_hours) AS used_card_hours,
  CASE WHEN bool_and(useful_card_hours IS NOT NULL) THEN sum(useful_card_hours) END
    AS useful_card_hours,
  list(pool_id ORDER BY pool_id) FILTER (useful_card_hours IS NULL) AS pools_unknown,
  min(days_priced) AS days_priced,
  max(days_in_month) AS days_in_month
FROM out_unit_cost
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
GROUP BY month
ORDER BY month
