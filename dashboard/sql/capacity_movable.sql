-- One row per pool x project: training bought by the hour that could have waited for idle contract
-- cards, the most first. Read by: screens.capacity, cli.capacity. Bound: $pool_id, or null for all.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_capacity_movable
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY card_hours_per_month DESC, pool_id, project
