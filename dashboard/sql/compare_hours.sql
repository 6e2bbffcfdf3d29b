-- One row per hour of the pool's last $window_days complete local days: what contracts serve that
-- still run $notice_days after the last of these days, and what is left. Read by: screens.compare.
-- Hours and contracts are the plan's (models/sql/plan_hours.sql, plan_pools.sql).
-- Bound: $pool_id, $window_days, $notice_days.
WITH complete AS (
  SELECT local_date, row_number() OVER (ORDER BY local_date DESC) AS days_back
  FROM out_cost_daily
  WHERE pool_id = $pool_id AND hours_measured = hours_in_day
),
in_hand AS (
  SELECT coalesce(sum(servers * cards_per_server), 0)::DOUBLE AS committed_cards
  FROM core_commitment
  WHERE concat_ws('/', provider, region, pool, chip) = $pool_id
    AND (SELECT max(local_date) FROM complete) + $notice_days::INTEGER
      BETWEEN start_date AND end_date
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
WHERE pool_id = $pool_id AND days_back <= $window_days
ORDER BY hour_utc
