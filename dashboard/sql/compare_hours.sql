-- One row per hour of the pool's last $window_days complete local days: what contracts serve that
-- still run $notice_days after the last of these days, and what is left. Read by: screens.compare.
-- The pool's part of savings plans counts as a contract for the cards that it pays for.
-- Hours and contracts are the plan's (models/sql/plan_hours.sql, plan_pools.sql).
-- Bound: $pool_id, $window_days, $notice_days.
WITH complete AS (
  SELECT
    local_date, provider, region, chip, hours_in_day, savings_plan_card_hours, savings_plan_cost_cny
  FROM out_cost_daily
  WHERE pool_id = $pool_id AND hours_measured = hours_in_day
  QUALIFY row_number() OVER (ORDER BY local_date DESC) <= $window_days
),
bounds AS (
  SELECT
    any_value(provider) AS provider, any_value(region) AS region, any_value(chip) AS chip,
    min(local_date) AS first_day, max(local_date) + $notice_days::INTEGER AS by_then,
    avg(savings_plan_card_hours / hours_in_day) FILTER (savings_plan_cost_cny > 0) AS plan_cards
  FROM complete
),
in_hand AS (
  SELECT
    coalesce(sum(servers * cards_per_server), 0)::DOUBLE + coalesce((
      SELECT plan_cards FROM bounds
      WHERE NOT EXISTS (
        FROM core_savings_plan AS plan
        WHERE plan.provider = bounds.provider
          AND coalesce(plan.region, bounds.region) = bounds.region
          AND coalesce(plan.chip, bounds.chip) = bounds.chip
          AND plan.end_date >= first_day AND plan.end_date < by_then
      )
    ), 0) AS committed_cards
  FROM core_commitment
  WHERE concat_ws('/', provider, region, pool, chip) = $pool_id
    AND (SELECT by_then FROM bounds) BETWEEN start_date AND end_date
)
SELECT
  hour_utc,
  local_date,
  used_card_hours,
  least(used_card_hours, in_hand.committed_cards) AS contract_card_hours,
  greatest(used_card_hours - in_hand.committed_cards, 0) AS net_card_hours,
  measured_per
FROM out_pool_hourly
INNER JOIN complete USING (local_date)
CROSS JOIN in_hand
WHERE pool_id = $pool_id
ORDER BY hour_utc
