-- One row per pool with a complete day, the one that pays most by the hour first: its last
-- pay-as-you-go price and cards under contract, and the cheapest offer by the month, per card.
-- The last complete day is the plan's (models/sql/plan_pools.sql). Read by: screens.compare.
-- Bound: $window_days.
WITH complete AS (
  SELECT
    pool_id, pool, chip, local_date, on_demand_cost_cny, on_demand_card_hours, on_demand_price_cny
  FROM out_cost_daily
  WHERE hours_measured = hours_in_day
),
-- the window is of complete days, so it begins where the last so many of them do
windows AS (
  SELECT pool_id, min(day) AS first_day, max(day) AS last_day
  FROM (
    SELECT pool_id, unnest(max(local_date, $window_days::BIGINT)) AS day FROM complete GROUP BY pool_id
  )
  GROUP BY pool_id
),
pools AS (
  SELECT
    pool_id,
    any_value(pool) AS pool,
    any_value(chip) AS chip,
    sum(on_demand_cost_cny) AS on_demand_cost_cny,
    sum(on_demand_card_hours) AS on_demand_card_hours,
    any_value(on_demand_price_cny) FILTER (local_date = last_day) AS on_demand_price_cny,
    any_value(last_day) AS last_day
  FROM complete INNER JOIN windows USING (pool_id)
  WHERE local_date >= first_day
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
