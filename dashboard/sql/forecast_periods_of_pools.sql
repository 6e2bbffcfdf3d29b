-- One row per month of several pools together, ascending: quantiles of their paths, added up path by
-- path. Read by: screens.forecast. Bound: $pools, $target (usage, demand, cost), $max_lag_days.
-- Pools whose data end more than $max_lag_days before the latest, and those without such a forecast,
-- are left out (forecast_notes_of_pools names them). A month that ends beyond the paths counts where all
-- pools end on one day, else their rests of it are of different length. Sums of decimals are the same in
-- any order.
WITH
-- insert: part_forecast_pools
together AS (
  SELECT
    count(*) AS pools,
    min(cut_off) AS first_cut_off,
    max(cut_off) AS last_cut_off,
    min(history_days) AS history_days
  FROM summed
),
sums AS (
  SELECT
    period_start, path, count(*) AS pools, bool_and(is_complete) AS is_complete,
    sum(path_total::DECIMAL(18, 3)) AS total,
    sum(observed_part::DECIMAL(18, 3)) AS observed_part,
    any_value(seed) AS seed, any_value(model_version) AS model_version
  FROM out_forecast_month_path SEMI JOIN summed USING (pool_id)
  WHERE target = $target
  GROUP BY period_start, path
)
SELECT
  period_start, $target AS target, 'month' AS grain,
  last_day(period_start) - first_cut_off AS horizon_days,
  quantile_cont(total::DOUBLE, 0.1) AS p10,
  quantile_cont(total::DOUBLE, 0.5) AS p50,
  quantile_cont(total::DOUBLE, 0.9) AS p90,
  avg(total) AS mean,
  any_value(sums.observed_part)::DOUBLE AS observed_part,
  bool_and(sums.is_complete) AS is_complete,
  NULL::DOUBLE AS budget_cny, NULL::DOUBLE AS over_budget_ratio,
  'sum_of_pools' AS method, NULL::VARCHAR AS method_note,
  any_value(together.history_days) AS history_days, first_cut_off AS cut_off,
  any_value(seed) AS seed, count(*) AS path_count, any_value(model_version) AS model_version
FROM sums CROSS JOIN together
WHERE sums.pools = together.pools AND last_day(period_start) > first_cut_off
  AND (sums.is_complete OR first_cut_off = last_cut_off)
GROUP BY period_start, first_cut_off
ORDER BY period_start
