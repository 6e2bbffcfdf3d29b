-- Grain: one row per project of one pool x local day with use, between two days, both included.
-- Reader: models.forecast.projects.
SELECT project, local_date, sum(used_card_hours ORDER BY used_card_hours) AS used_card_hours
FROM out_usage_daily
WHERE pool_id = $pool_id AND local_date BETWEEN $first_day AND $last_day
GROUP BY project, local_date
ORDER BY project, local_date
