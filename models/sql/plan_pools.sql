-- One row per pool with at least one complete local day: its last such day, with the
-- pay-as-you-go price and the cards under contract on it.
-- Reader: models.plan. Bound: $window_days, complete days to price plans on.
WITH complete AS (
    SELECT *, row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
    FROM out_cost_daily
    WHERE hours_measured = hours_in_day
)

SELECT
    pool_id,
    any_value(provider) AS provider,
    any_value(region) AS region,
    any_value(chip) AS chip,
    max(local_date) AS local_date,
    min(local_date) AS window_start,
    sum(hours_measured)::BIGINT AS window_hours,
    any_value(on_demand_price_cny) FILTER (days_back = 1) AS on_demand_price_cny,
    any_value(committed_card_hours / hours_in_day) FILTER (days_back = 1) AS committed_cards
FROM complete
WHERE days_back <= $window_days
GROUP BY pool_id
ORDER BY pool_id
