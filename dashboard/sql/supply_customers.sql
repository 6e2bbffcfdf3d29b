-- One row per customer x pool, what brings most first. Bound: $pools, null for all.
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
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY revenue_cny DESC NULLS LAST, customer, pool_id
