-- One row per rental offer for a pool: break-even, best number and what that would have cost over
-- the plan's window, with what the price includes; saving most first. Read by: screens.compare.
-- Bound: $pool_id.
WITH latest_price AS (
  SELECT offer_id, power_included, network_included, cabinet_included
  FROM core_price
  WHERE valid_from <= (SELECT max(window_end) FROM out_plan_cost WHERE pool_id = $pool_id)
  QUALIFY row_number() OVER (PARTITION BY offer_id ORDER BY valid_from DESC) = 1
)
SELECT
  offers.offer_id,
  offers.billing_mode,
  offers.term_months,
  offers.unit,
  offers.cards_per_unit,
  offers.unit_fee_cny_per_month,
  break_even_utilisation_ratio,
  first_unit_utilisation_ratio,
  best_units,
  best_saving_cny,
  costs.fee_cny,
  costs.on_demand_cost_cny,
  costs.cost_cny,
  power_included,
  network_included,
  cabinet_included,
  costs.window_start,
  costs.window_end
FROM out_break_even AS offers
LEFT JOIN out_plan_cost AS costs
  ON costs.pool_id = offers.pool_id AND costs.offer_id = offers.offer_id AND costs.is_best
LEFT JOIN latest_price ON latest_price.offer_id = offers.offer_id
WHERE offers.pool_id = $pool_id
ORDER BY best_saving_cny DESC, break_even_utilisation_ratio, offers.offer_id
