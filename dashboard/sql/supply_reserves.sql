-- One row per pool x policy of cards kept free. Bound: $pool_id, null for all pools.
-- Reader: dashboard.screens.supply_customers.
SELECT * EXCLUDE (snapshot_id)
FROM out_supply_reserve
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY pool_id, CASE reserve_policy WHEN 'held' THEN 0 WHEN 'best' THEN 1 ELSE 2 END,
    reserve_policy
