-- Grain: one row per pool with use of projects or a cost. Reader: models.forecast.scenarios.reading.
SELECT DISTINCT pool_id, provider, region, pool, chip FROM out_usage_daily
UNION
SELECT DISTINCT pool_id, provider, region, pool, chip FROM out_cost_daily
ORDER BY pool_id
