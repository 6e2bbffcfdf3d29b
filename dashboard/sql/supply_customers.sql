-- One row per customer x pool, what brings most first. Bound: $pool_id, null for all pools.
-- Reader: dashboard.screens.supply_customers.
SELECT
    customer,
    pool_id,
    profile,
    plans,
    rented_card_hours,
    revenue_cny,
    revenue_cny_per_card_hour,
    cost_cny,
    margin_cny,
    margin_ratio,
    package,
    package_units,
    package_fee_cny_per_unit_month,
    indifferent_fee_cny_per_unit_month,
    gap
FROM out_supply_customer
WHERE $pool_id IS NULL OR pool_id = $pool_id
ORDER BY revenue_cny DESC NULLS LAST, customer, pool_id
