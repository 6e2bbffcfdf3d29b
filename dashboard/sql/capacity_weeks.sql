-- One row per week ahead of one pool, ascending: what demand needs, what is in hand.
-- Read by: screens.capacity. Bound: $pool_id.
SELECT * EXCLUDE (pool_id, cut_off, snapshot_id)
FROM out_capacity_ahead
WHERE pool_id = $pool_id
ORDER BY week_start
