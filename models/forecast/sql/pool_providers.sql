-- Grain: one row per pool with use of projects. Reader: models.forecast.stage.
SELECT pool_id, min(provider) AS provider
FROM out_usage_daily
GROUP BY pool_id
ORDER BY pool_id
