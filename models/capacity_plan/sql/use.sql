-- Grain: one row per pool: sums over its last $window_days local days that are wholly known.
-- Reader: models.capacity_plan.stage. Bound: $window_days. Idle cards are those of contracts: money
-- that a savings plan did not use is none of them.
-- Summed as decimals, because the sum of doubles depends on the order of threads.
WITH capacity AS (
  SELECT
    pool_id, local_date,
    CASE WHEN count(capacity_cards) = count(*) THEN sum(capacity_cards::DECIMAL(18, 6)) END
      AS capacity_card_hours
  FROM out_pool_hourly
  GROUP BY ALL
),
known AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
  FROM out_cost_daily
  WHERE
    hours_measured = hours_in_day AND commitment_cost_cny IS NOT NULL AND idle_cost_cny IS NOT NULL
)
SELECT
  pool_id,
  any_value(chip) AS chip,
  min(local_date) AS window_start,
  max(local_date) AS window_end,
  count(*) AS days,
  CASE WHEN count(capacity_card_hours) = count(*) THEN sum(capacity_card_hours)::DOUBLE END
    AS capacity_card_hours,
  sum(used_card_hours::DECIMAL(18, 6))::DOUBLE AS used_card_hours,
  sum(committed_card_hours::DECIMAL(18, 6))::DOUBLE AS committed_card_hours,
  sum(covered_card_hours::DECIMAL(18, 6))::DOUBLE AS covered_card_hours,
  sum(commitment_cost_cny)::DECIMAL(18, 2) AS commitment_cost_cny,
  sum(idle_cost_cny - savings_plan_idle_cost_cny)::DECIMAL(18, 2) AS idle_cost_cny,
  sum(on_demand_card_hours::DECIMAL(18, 6))::DOUBLE AS on_demand_card_hours,
  CASE WHEN count(on_demand_cost_cny) = count(*) THEN sum(on_demand_cost_cny)::DECIMAL(18, 2) END
    AS on_demand_cost_cny,
  any_value(on_demand_price_cny) FILTER (days_back = 1) AS on_demand_price_cny
FROM known
LEFT JOIN capacity USING (pool_id, local_date)
WHERE days_back <= $window_days
GROUP BY pool_id
ORDER BY pool_id
