-- One row per pool with a complete day, the one that pays most by the hour first: its last
-- pay-as-you-go price and cards under contract, and the cheapest offer by the month, per card.
-- The last complete day is the plan's (models/sql/plan_pools.sql). Read by: screens.compare.
-- Bound: $window_days.
WITH complete AS (
  SELECT *, row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
  FROM out_cost_daily
  WHERE hours_measured = hours_in_day
),
pools AS (
  SELECT
    pool_id,
    any_value(pool) AS pool,
    any_value(chip) AS chip,
    sum(on_demand_cost_cny) FILTER (days_back <= $window_days) AS on_demand_cost_cny,
    sum(on_demand_card_hours) FILTER (days_back <= $window_days) AS on_demand_card_hours,
    any_value(on_demand_price_cny) FILTER (days_back = 1) AS on_demand_price_cny,
    any_value(local_date) FILTER (days_back = 1) AS last_day
  FROM complete
  GROUP BY pool_id
),
monthly AS (
  SELECT pool_id, offer_id, cards_per_unit, unit_fee_cny_per_month
  FROM out_break_even
  WHERE billing_mode = 'monthly' AND unit = 'server'
  QUALIFY row_number() OVER (
    PARTITION BY pool_id ORDER BY unit_fee_cny_per_month / cards_per_unit, offer_id
  ) = 1
)
SELECT pools.*, offer_id, cards_per_unit, unit_fee_cny_per_month
FROM pools LEFT JOIN monthly USING (pool_id)
ORDER BY
  on_demand_cost_cny DESC NULLS LAST, on_demand_card_hours DESC NULLS LAST, pool_id
