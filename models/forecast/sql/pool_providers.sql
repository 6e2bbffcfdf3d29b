-- Grain: one row per pool with use of projects or a cost. Reader: models.forecast.sums.
SELECT pool_id, min(provider) AS provider
FROM (
  SELECT pool_id, provider FROM out_usage_daily
  UNION ALL
  SELECT pool_id, provider FROM out_cost_daily
)
GROUP BY pool_id
ORDER BY pool_id
