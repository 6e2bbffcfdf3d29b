-- One row per plan sold x pool, what brings most first. Bound: $pools, null for all.
-- Reader: dashboard.screens.supply_plans.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_supply_plan
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY revenue_cny DESC NULLS LAST, plan, pool_id
