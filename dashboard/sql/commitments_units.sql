-- One row per block of units that the ladder buys now, those with the most saving first.
-- Read by: screens.commitments. Bound: $pools, null for all.
SELECT
  pool_id, offer_id, first_unit, last_unit, ran_hours, known_months, expected_hours,
  break_even_hours, confidence_ratio, saving_cny
FROM out_ladder_unit
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY saving_cny DESC, pool_id, offer_id, first_unit
