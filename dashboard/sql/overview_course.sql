-- One row per week of seven days, counted back from the last day of data, at most 26: what the
-- tiles' small lines show. Ratios are null in weeks without their rows.
-- Read by: screens.overview. Bound: $pools, pool_ids, or null for all.
WITH bounds AS (
  SELECT max(local_date) AS last_day, min(local_date) AS first_day
  FROM out_cost_daily WHERE hours_measured > 0
),
weekly AS (
  SELECT
    costs.*,
    covered_card_hours + savings_plan_covered_card_hours AS served_card_hours,
    (last_day - local_date) // 7 AS weeks_back
  FROM out_cost_daily AS costs CROSS JOIN bounds
  WHERE local_date <= last_day
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
    AND (last_day - local_date) // 7 < least(26, (last_day - first_day + 1) // 7)
)
SELECT
  weeks_back,
  sum(cost_cny)::DOUBLE AS cost_cny,
  sum(used_card_hours) AS used_card_hours,
  sum(cost_cny) FILTER (used_card_hours IS NOT NULL)::DOUBLE
    / nullif(sum(used_card_hours) FILTER (cost_cny IS NOT NULL), 0) AS cost_cny_per_used_card_hour,
  sum(served_card_hours)
    / nullif(sum(used_card_hours) FILTER (served_card_hours IS NOT NULL), 0) AS coverage_ratio,
  sum(idle_cost_cny)::DOUBLE AS idle_cost_cny,
  sum(queued_card_hours) AS queued_card_hours,
  sum(useful_card_hours)
    / nullif(sum(used_card_hours) FILTER (useful_card_hours IS NOT NULL), 0) AS useful_ratio
FROM weekly
GROUP BY weeks_back
ORDER BY weeks_back DESC
