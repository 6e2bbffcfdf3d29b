-- One row per month x pool x kind of cost: the sum of its known days, and how many are not known.
-- Reader: models.allocation_stage, after out_cost_daily has been written.
WITH parts AS (
    SELECT local_date, pool_id, 'on_demand' AS cost_kind, on_demand_cost_cny AS part_cny
    FROM out_cost_daily
    UNION ALL
    SELECT
        local_date, pool_id, 'commitment_used',
        commitment_cost_cny + savings_plan_cost_cny - idle_cost_cny
    FROM out_cost_daily
    UNION ALL
    SELECT local_date, pool_id, 'commitment_idle', idle_cost_cny
    FROM out_cost_daily
)
SELECT
    date_trunc('month', local_date)::DATE AS month,
    pool_id,
    cost_kind,
    coalesce(sum(part_cny), 0)::DECIMAL(18, 2) AS amount_cny,
    count(*) - count(part_cny) AS unknown_pool_days
FROM parts
GROUP BY ALL
ORDER BY month, pool_id, cost_kind
