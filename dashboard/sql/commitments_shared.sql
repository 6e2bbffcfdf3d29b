-- One row per commitment in money x month of decision that a chosen pool draws from, what is due
-- first. Read by: screens.commitments. Bound: $pools, null for all.
SELECT
  offer_id, units, unit, committed_cny_per_hour, is_due, decide_on, starts_on, ends_on, pool_ids, utilisation_ratio,
  break_even_utilisation_ratio, coverage_ratio, saving_cny, stranded_cny, commitment_cny,
  billing_mode, term_months, lock_in_months, ladder_cost_cny, apart_cost_cny, provider, source
FROM out_ladder_shared
WHERE $pools IS NULL OR list_has_any($pools::VARCHAR[], string_split(pool_ids, ', '))
ORDER BY starts_on, offer_id
