-- Grain: one row per local day x project of one pool. Reader: models.anomalies.reading.
-- Bound: $pool_id.
SELECT local_date, project, sum(used_card_hours ORDER BY used_card_hours) AS used
FROM out_usage_daily
WHERE pool_id = $pool_id
GROUP BY local_date, project
ORDER BY project, local_date
