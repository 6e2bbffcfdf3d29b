-- One row, always: the key figures of the month so far and of the last 30 days against
-- the 30 days before. Every ratio divides sums over the same rows; rows without a price or a
-- measurement are in neither. Read by: screens.overview.
-- Bound: $pools, pool_ids, or null for all.
WITH bounds AS (
  SELECT max(local_date) AS last_day FROM out_cost_daily WHERE hours_measured > 0
),
recent AS (
  SELECT
    costs.*,
    covered_card_hours + savings_plan_covered_card_hours AS served_card_hours,
    local_date > last_day - 30 AND local_date <= last_day AS is_now,
    local_date > last_day - 60 AND local_date <= last_day - 30 AS is_before,
    local_date >= date_trunc('month', last_day) AND local_date <= last_day AS is_month,
    cost_cny IS NOT NULL AND useful_card_hours IS NOT NULL AS has_useful_cost,
    cost_cny IS NOT NULL AND used_card_hours IS NOT NULL AS has_used_cost
  FROM out_cost_daily AS costs CROSS JOIN bounds
  WHERE local_date > last_day - 60 AND local_date <= last_day
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
)
SELECT
  (SELECT last_day FROM bounds) AS last_day,
  count(DISTINCT local_date) FILTER (is_before AND hours_measured > 0) = 30 AS has_before,
  -- ever; days without use cost 0 even without a price
  (
    SELECT coalesce(sum(cost_cny), 0) > 0 FROM out_cost_daily
    WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
  ) AS has_cost,
  sum(cost_cny) FILTER (is_month) AS month_cost_cny,
  sum(used_card_hours) FILTER (is_month) AS month_used_card_hours,
  sum(cost_cny) FILTER (is_now AND has_useful_cost)::DOUBLE
    / nullif(sum(useful_card_hours) FILTER (is_now AND has_useful_cost), 0)
    AS cost_cny_per_useful_card_hour,
  sum(cost_cny) FILTER (is_before AND has_useful_cost)::DOUBLE
    / nullif(sum(useful_card_hours) FILTER (is_before AND has_useful_cost), 0)
    AS cost_cny_per_useful_card_hour_before,
  sum(cost_cny) FILTER (is_now AND has_used_cost)::DOUBLE
    / nullif(sum(used_card_hours) FILTER (is_now AND has_used_cost), 0)
    AS cost_cny_per_used_card_hour,
  sum(cost_cny) FILTER (is_before AND has_used_cost)::DOUBLE
    / nullif(sum(used_card_hours) FILTER (is_before AND has_used_cost), 0)
    AS cost_cny_per_used_card_hour_before,
  sum(served_card_hours) FILTER (is_now)
    / nullif(sum(used_card_hours) FILTER (is_now AND served_card_hours IS NOT NULL), 0)
    AS coverage_ratio,
  sum(served_card_hours) FILTER (is_before)
    / nullif(sum(used_card_hours) FILTER (is_before AND served_card_hours IS NOT NULL), 0)
    AS coverage_ratio_before,
  sum(covered_card_hours) FILTER (is_now)
    / nullif(sum(committed_card_hours) FILTER (is_now AND covered_card_hours IS NOT NULL), 0)
    AS commitment_utilisation_ratio,
  sum(covered_card_hours) FILTER (is_before)
    / nullif(sum(committed_card_hours) FILTER (is_before AND covered_card_hours IS NOT NULL), 0)
    AS commitment_utilisation_ratio_before,
  sum(idle_cost_cny) FILTER (is_now) AS idle_cost_cny,
  sum(idle_cost_cny) FILTER (is_now AND cost_cny IS NOT NULL)::DOUBLE
    / nullif(sum(cost_cny) FILTER (is_now AND idle_cost_cny IS NOT NULL), 0)
    AS idle_ratio,
  sum(used_card_hours) FILTER (is_now) AS used_card_hours,
  sum(used_card_hours) FILTER (is_before) AS used_card_hours_before,
  sum(useful_card_hours) FILTER (is_now)
    / nullif(sum(used_card_hours) FILTER (is_now AND useful_card_hours IS NOT NULL), 0)
    AS useful_ratio,
  sum(queued_card_hours) FILTER (is_now) AS queued_card_hours,
  sum(queued_card_hours) FILTER (is_now)
    / nullif(sum(used_card_hours) FILTER (is_now AND queued_card_hours IS NOT NULL), 0)
    AS queued_ratio
FROM recent
