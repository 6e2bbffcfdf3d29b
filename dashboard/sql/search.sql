-- One row per thing that a reader may look for by name. Read by: components.search.
-- `address` is what its screen takes: a pool_id, a project's series, where it runs most, the pool of a contract, or the name itself.
SELECT DISTINCT 'pool' AS kind, pool_id AS name, pool_id AS address FROM out_cost_daily
UNION ALL
SELECT 'project', project, 'project:' || arg_max(pool_id, card_hours) || '/' || project
FROM (
  SELECT project, pool_id, sum(used_card_hours) AS card_hours FROM out_usage_daily GROUP BY ALL
)
GROUP BY project
UNION ALL
SELECT DISTINCT
  'contract', commitment_id, provider || '/' || region || '/' || pool || '/' || chip
FROM core_commitment
UNION ALL
SELECT DISTINCT 'team', team, team FROM out_usage_daily WHERE team IS NOT NULL
UNION ALL
SELECT DISTINCT 'provider', provider, provider FROM out_cost_daily
UNION ALL
SELECT DISTINCT 'region', region, region FROM out_cost_daily
UNION ALL
SELECT DISTINCT 'chip', chip, chip FROM out_cost_daily
ORDER BY kind, name
