-- One row per pool with at least one complete local day: its last such day, with the
-- pay-as-you-go price on it and the cards of the contracts that still run $notice_days later.
-- Reader: models.plan. Bound: $window_days, complete days to price plans on; $notice_days.
WITH complete AS (
    SELECT *, row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
    FROM out_cost_daily
    WHERE hours_measured = hours_in_day
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
        any_value(on_demand_price_cny) FILTER (days_back = 1) AS on_demand_price_cny
    FROM complete
    WHERE days_back <= $window_days
    GROUP BY pool_id
)

SELECT
    pools.* EXCLUDE (pool),
    coalesce(sum(contract.servers * contract.cards_per_server), 0)::DOUBLE AS committed_cards
FROM pools
LEFT JOIN core_commitment AS contract
    ON contract.provider = pools.provider AND contract.region = pools.region
    AND contract.pool = pools.pool AND contract.chip = pools.chip
    AND pools.local_date + $notice_days BETWEEN contract.start_date AND contract.end_date
GROUP BY ALL
ORDER BY pool_id
