-- One row per pool x own price, against the market. Bound: $pool_id, null for all pools.
-- Reader: dashboard.screens.supply_charts.
SELECT * EXCLUDE (snapshot_id)
FROM out_supply_price
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY pool_id, offer <> 'on_demand', offer
