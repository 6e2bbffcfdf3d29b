-- One row per pool x offer x month of decision of the ladder: what is due first, by saving, then
-- what comes later. Read by: screens.commitments, screens.overview. Bound: $pools, null for all.
SELECT
  is_due, action, pool_id, units, offer_id, billing_mode, term_months, unit, cards_per_unit,
  committed_cny_per_hour,
  decide_on, starts_on, ends_on, decide_again_on, saving_cny, confidence_ratio,
  unit_fee_cny_per_month, commitment_cny, price_from, provider, source
FROM out_ladder
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY is_due DESC, decide_on, saving_cny DESC NULLS LAST, pool_id, offer_id, starts_on
