-- One row per factor x change of the ladder. Read by: screens.commitments.
-- Bound: $scope: a pool, or `company`.
SELECT factor, change_ratio, cost_cny, cost_change_cny, units_now, units_now_change
FROM out_ladder_sensitivity
WHERE scope = $scope
ORDER BY factor, change_ratio
