-- One row per factor x change of the ladder. Read by: screens.commitments.
-- Bound: $scope: a pool, or `company`.
SELECT
  factor, change_ratio, cost_cny, cost_change_cny, units_now, units_now_change,
  committed_now_cny_per_hour, committed_now_change_cny_per_hour
FROM out_ladder_sensitivity
WHERE scope = $scope
ORDER BY factor, change_ratio
