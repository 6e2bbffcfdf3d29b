-- One row per hour of the pool's last $window_days complete local days: what contracts serve that
-- still run $notice_days after the last of these days, and what is left. Read by: screens.compare.
-- The pool's part of savings plans counts as a contract for the cards that it pays for.
-- Days and contracts are the plan's own; its hours are those of models/sql/plan_hours.sql.
-- Bound: $pool_id, $window_days, $notice_days.
WITH plan_pools AS (
  -- insert: models.plan_pools
),
complete AS (
  SELECT pool_id, day.local_date, committed_cards
  FROM out_cost_daily AS day INNER JOIN plan_pools USING (pool_id)
  WHERE day.hours_measured = day.hours_in_day
    AND day.local_date BETWEEN plan_pools.window_start AND plan_pools.local_date
)
SELECT
  hour_utc,
  local_date,
  used_card_hours,
  least(used_card_hours, committed_cards) AS contract_card_hours,
  greatest(used_card_hours - committed_cards, 0) AS net_card_hours,
  measured_per
FROM out_pool_hourly
INNER JOIN complete USING (pool_id, local_date)
WHERE pool_id = $pool_id
ORDER BY hour_utc
