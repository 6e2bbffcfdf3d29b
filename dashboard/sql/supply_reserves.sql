-- One row per pool x policy of cards kept free. Bound: $pools, null for all.
-- Reader: dashboard.screens.supply_customers.
SELECT * EXCLUDE (snapshot_id)
FROM out_supply_reserve
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY pool_id, CASE reserve_policy WHEN 'held' THEN 0 WHEN 'best' THEN 1 ELSE 2 END,
    reserve_policy
