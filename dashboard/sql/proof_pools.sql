-- One row per pool replayed: the model beside the cheapest peer rule, where a peer did best first.
-- Read by: screens.proof.
WITH peers AS (
  SELECT pool_id, policy, hindsight_ratio, dearer_by_cny
  FROM out_replay
  WHERE NOT is_model AND policy <> 'hindsight'
  QUALIFY row_number() OVER (PARTITION BY pool_id ORDER BY cost_cny, policy) = 1
)
SELECT
  model.pool_id, months, model.cost_cny, model.hindsight_ratio, peers.policy,
  peers.hindsight_ratio AS best_rule_ratio, peers.dearer_by_cny
FROM out_replay AS model LEFT JOIN peers USING (pool_id)
WHERE is_model
ORDER BY peers.dearer_by_cny, model.pool_id
