-- One row per lever x scope: what better use of the cards there is worth a month, the most first.
-- Read by: screens.capacity, cli.capacity. Bound: $pool_id, or null for all.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_capacity_gain
WHERE $pool_id IS NULL OR list_contains(string_split(pools, ', '), $pool_id)
ORDER BY saving_cny_per_month DESC NULLS LAST, lever, scope
