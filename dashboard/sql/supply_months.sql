-- One row per month of the company: what was rented, what it brought, what it cost.
-- Reader: dashboard.screens.supply. Bound: $scope, `company` or a pool_id.
SELECT * EXCLUDE (scope, snapshot_id, tax_basis)
FROM out_supply_month
WHERE scope = $scope
ORDER BY month
