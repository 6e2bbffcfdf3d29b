-- One row per policy replayed, the cheapest first: summed over the pools chosen, for
-- policies that were replayed on each of them. Hindsight costs cost / ratio; what all hours would have cost
-- by the hour is cost / (1 - savings rate). Over pools, use of contracts is weighted by their fees,
-- lock-in by what the pool's hours would have cost by the hour.
-- Read by: screens.proof, screens.overview. Bound: $pools, null for all.
WITH chosen AS (
  SELECT
    *,
    cost_cny::DOUBLE / nullif(hindsight_ratio, 0) AS hindsight_cny,
    cost_cny::DOUBLE / nullif(1 - savings_ratio, 0) AS list_cny,
    count(DISTINCT pool_id) OVER () AS pools_replayed
  FROM out_replay
  WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
)
SELECT
  policy,
  bool_or(is_model) AS is_model,
  sum(cost_cny) AS cost_cny,
  coalesce(sum(cost_cny)::DOUBLE / sum(hindsight_cny), 1.0) AS hindsight_ratio,
  1 - sum(cost_cny)::DOUBLE / sum(list_cny) AS savings_ratio,
  sum(dearer_by_cny) AS dearer_by_cny,
  sum(stranded_cny) AS stranded_cny,
  sum(lock_in_months * list_cny) / sum(list_cny) AS lock_in_months,
  1 - sum(on_demand_cost_cny)::DOUBLE / sum(list_cny) AS coverage_ratio,
  if(
    count(*) = 1,
    any_value(utilisation_ratio),
    1 - sum(stranded_cny)::DOUBLE / nullif(sum(fees_cny)::DOUBLE, 0)
  ) AS commitment_used_ratio,
  sum(fees_cny) AS fees_cny,
  sum(on_demand_cost_cny) AS on_demand_cost_cny,
  min(first_month) AS first_month,
  max(months) AS months,
  min(known_months) AS known_months,
  count(DISTINCT pool_id) AS pool_count
FROM chosen
GROUP BY policy
HAVING count(DISTINCT pool_id) = any_value(pools_replayed)
ORDER BY sum(cost_cny), NOT bool_or(is_model), policy
