-- One row per policy x month replayed: of the model, of hindsight and of the peers that did best;
-- over several pools only policies that stand for each. Read by: screens.proof.
-- Bound: $pools, null for all.
WITH chosen AS (
  SELECT *, count(DISTINCT pool_id) OVER () AS pools_replayed
  FROM out_replay_month
  WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
),
everywhere AS (
  SELECT policy FROM chosen GROUP BY policy
  HAVING count(DISTINCT pool_id) = any_value(pools_replayed)
)
SELECT
  policy, month, sum(held_units) AS held_units, sum(bought_units) AS bought_units,
  sum(fees_cny) AS fees_cny, sum(on_demand_cost_cny) AS on_demand_cost_cny
FROM chosen SEMI JOIN everywhere USING (policy)
GROUP BY policy, month
ORDER BY policy, month
