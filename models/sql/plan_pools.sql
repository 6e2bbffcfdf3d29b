-- One row per pool with at least one complete local day: its last such day, with the
-- pay-as-you-go price on it and the cards of the contracts that still run $notice_days later. Its
-- part of savings plans counts as a contract for the cards that it paid for, in the mean of the days;
-- it is none where one of them ends by then.
-- Readers: models.plan, dashboard/sql/compare_hours.sql. Bound: $window_days, complete days to price
-- plans on; $notice_days; $pool_id, that pool alone, or null.
WITH complete AS (
    SELECT *, row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
    FROM out_cost_daily
    WHERE hours_measured = hours_in_day AND ($pool_id IS NULL OR pool_id = $pool_id)
),

pools AS (
    SELECT
        pool_id,
        any_value(provider) AS provider,
        any_value(region) AS region,
        any_value(pool) AS pool,
        any_value(chip) AS chip,
        max(local_date) AS local_date,
        min(local_date) AS window_start,
        sum(hours_measured)::BIGINT AS window_hours,
        any_value(on_demand_price_cny) FILTER (days_back = 1) AS on_demand_price_cny,
        avg(savings_plan_card_hours / hours_in_day) FILTER (savings_plan_cost_cny > 0)
            AS savings_plan_cards
    FROM complete
    WHERE days_back <= $window_days
    GROUP BY pool_id
),

lasting AS (
    SELECT pool_id, savings_plan_cards
    FROM pools
    WHERE NOT EXISTS (
        FROM core_savings_plan AS plan
        WHERE plan.provider = pools.provider
            AND coalesce(plan.region, pools.region) = pools.region
            AND coalesce(plan.chip, pools.chip) = pools.chip
            AND plan.end_date >= pools.window_start
            AND plan.end_date < pools.local_date + $notice_days
    )
)

SELECT
    pools.* EXCLUDE (pool, savings_plan_cards),
    coalesce(sum(contract.servers * contract.cards_per_server), 0)::DOUBLE
    + coalesce(any_value(lasting.savings_plan_cards), 0) AS committed_cards
FROM pools
LEFT JOIN lasting USING (pool_id)
LEFT JOIN core_commitment AS contract
    ON contract.provider = pools.provider AND contract.region = pools.region
    AND contract.pool = pools.pool AND contract.chip = pools.chip
    AND pools.local_date + $notice_days BETWEEN contract.start_date AND contract.end_date
GROUP BY ALL
ORDER BY pool_id
