-- One row per change of demand, from less to more. Reader: dashboard.screens.supply_charts.
SELECT * EXCLUDE (tax_basis, snapshot_id)
FROM out_supply_case
ORDER BY demand_change_ratio
