-- One row per pool: how full its cards were, and what idle ones cost; the dearest first.
-- Read by: screens.capacity, cli.capacity. Bound: $pool_id, or null for all.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_capacity_use
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY idle_cny_per_month DESC, pool_id
