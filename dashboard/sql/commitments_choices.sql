-- One row per choice, the cheapest first, those that break a limit last; the knob's rows by their
-- lambda at the end.
-- Read by: screens.commitments. Bound: $scope: a pool, or `company`.
SELECT
  choice, offer_id, evidence_share, units_now,
  if(committed_now_cny_per_hour > 0, committed_now_cny_per_hour, NULL)
    AS committed_now_cny_per_hour,
  cost_cny, cost_p10_cny, cost_p90_cny, savings_ratio,
  coverage_ratio, utilisation_ratio AS commitment_used_ratio, stranded_cny, lock_in_months, npv_cny,
  breaks_limits, horizon_months
FROM out_ladder_choice
WHERE scope = $scope
ORDER BY choice = 'knob', if(choice = 'knob', evidence_share, NULL),
  breaks_limits IS NOT NULL, cost_cny, offer_id
