-- One row per month ahead: need against contracts, and what they cost. Quantiles of the need are of
-- one pool only, null over several: those of pools do not add up.
-- Read by: screens.commitments. Bound: $pools, null for all.
SELECT
  month,
  if(count(*) = 1, any_value(need_p10_cards), NULL) AS need_p10_cards,
  if(count(*) = 1, any_value(need_p50_cards), NULL) AS need_p50_cards,
  if(count(*) = 1, any_value(need_p90_cards), NULL) AS need_p90_cards,
  sum(planned_cards) AS planned_cards,
  sum(in_hand_cards) AS in_hand_cards,
  sum(bought_cards) AS bought_cards,
  sum(covered_card_hours) AS covered_card_hours,
  sum(on_demand_card_hours) AS on_demand_card_hours,
  sum(idle_card_hours) AS idle_card_hours,
  sum(in_hand_fee_cny) AS in_hand_fee_cny,
  sum(bought_fee_cny) AS bought_fee_cny,
  sum(on_demand_cost_cny) AS on_demand_cost_cny
FROM out_ladder_month
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
GROUP BY month
ORDER BY month
