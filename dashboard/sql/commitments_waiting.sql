-- One row per pool: what deciding a month later is worth, most at stake first.
-- Read by: screens.commitments. Bound: $pools, null for all.
SELECT pool_id, decide_now_cny, wait_cny, worth_of_waiting_cny, within_noise
FROM out_ladder_wait
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY abs(worth_of_waiting_cny) DESC, pool_id
