-- One row per pool x own price, against the market. Bound: $pools, null for all.
-- Reader: dashboard.screens.supply_charts.
SELECT * EXCLUDE (snapshot_id)
FROM out_supply_price
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY pool_id, offer <> 'on_demand', offer
