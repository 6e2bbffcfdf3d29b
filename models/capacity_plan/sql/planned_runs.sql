-- Grain: one row per planned campaign x pool x first day.
-- Reader: models.capacity_plan.reading.
SELECT concat_ws('/', provider, region, pool, chip) AS pool_id, cards, start_date, end_date
FROM core_campaign
ORDER BY pool_id, start_date
