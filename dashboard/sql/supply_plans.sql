-- One row per plan sold x pool, what brings most first. Bound: $pool_id, null for all pools.
-- Reader: dashboard.screens.supply_plans.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_supply_plan
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY revenue_cny DESC NULLS LAST, plan, pool_id
