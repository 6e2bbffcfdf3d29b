-- One row per pool, with how many hours the marts have of it.
-- Reader: models.buying and models.forecast.
SELECT pool_id, count(*) AS hours
FROM out_pool_hourly
GROUP BY pool_id
ORDER BY pool_id
