-- One row per offer that is for sale and not bought now, the nearest to paying first.
-- Read by: screens.commitments. Bound: $pools, null for all.
SELECT
  pool_id, offer_id, reason AS rejection, detail, dearer_by_cny, would_pay_below_cny, source
FROM out_ladder_rejected
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY dearer_by_cny NULLS LAST, pool_id, offer_id
