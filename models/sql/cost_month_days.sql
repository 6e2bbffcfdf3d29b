-- One row per local day x pool of out_cost_daily whose cost may be added up.
SELECT
  date_trunc('month', local_date)::DATE AS month,
  local_date, pool_id, provider, region, pool, chip,
  hours_measured, used_card_hours, covered_card_hours, on_demand_price_cny,
  commitment_cost_cny, savings_plan_cost_cny, on_demand_cost_cny, cost_cny, idle_cost_cny
FROM out_cost_daily
ORDER BY local_date, pool_id
