-- One row per pool, the one that ran most first. Read by: the pool filter of all screens.
SELECT pool_id, provider, region, pool, chip, sum(used_card_hours) AS used_card_hours
FROM out_cost_daily
GROUP BY ALL
ORDER BY sum(cost_cny) DESC NULLS LAST, used_card_hours DESC NULLS LAST, pool_id
