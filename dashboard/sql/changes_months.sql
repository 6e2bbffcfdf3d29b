-- One row per month x pool. Read by: screens.changes. Bound: $pools, pool_ids, or null for all.
SELECT
  month, pool_id, provider, pool, chip, days, unknown_days, used_card_hours, cost_cny,
  commitment_cost_cny, savings_plan_cost_cny, on_demand_cost_cny, list_cost_cny, discount_cny,
  idle_cost_cny, unmetered_cost_cny, price_currency, cny_per_currency
FROM out_cost_month
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY month, pool_id
