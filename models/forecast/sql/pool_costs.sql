-- Grain: one row per local day x pool, up to each reader's cut-off.
-- Reader: models.forecast.terms.
SELECT
  local_date, pool_id, pool, hours_measured, cost_cny, on_demand_price_cny,
  savings_plan_cost_cny, savings_plan_card_hours / hours_in_day AS savings_plan_cards
FROM out_cost_daily
ORDER BY pool_id, local_date
