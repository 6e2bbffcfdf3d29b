-- One row per campaign x pool: what a reader may look for by name, and the pool it is planned in.
-- Read by: components.search.
SELECT DISTINCT
  'campaign' AS kind, campaign AS name,
  provider || '/' || region || '/' || pool || '/' || chip AS address
FROM core_campaign
ORDER BY name, address
