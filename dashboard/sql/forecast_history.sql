-- One row per past period of one series, ascending: what was used or paid. Read by: screens.forecast.
-- Bound: $level (pool, provider, company), $series, $target (usage, demand, cost), $grain,
-- $max_lag_days, $pools (several pools alone, as level `pools`; null: all).
-- A provider and `company` are sums of the pools that their forecast sums: those forecast for the same
-- target whose data end at most $max_lag_days before the latest; in sums of demand, a pool that has
-- only its use forecast stands with that. A day is whole when every pool was measured all
-- day and priced; before a pool's first and after its last hour only contracts cost something, and
-- nothing is used. A month or quarter adds up all that was measured and priced, as the Overview does;
-- with more than a tenth of its days not whole it is null, and so is a single such day.
WITH made AS (
  SELECT series, target, cut_off FROM out_forecast
  WHERE level = 'pool'
    AND (target = $target OR $target = 'demand' AND $level <> 'pool' AND target = 'usage')
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], series))
),
summed AS (
  SELECT series AS pool_id, bool_or(target = $target) AS is_of_target, max(cut_off) AS cut_off
  FROM made
  GROUP BY series
  HAVING CASE WHEN $level = 'pool' THEN series = $series
    ELSE max(cut_off) >= (SELECT max(cut_off) FROM made) - $max_lag_days::INTEGER
    AND ($level IN ('company', 'pools') OR starts_with(series, $series || '/'))
  END
),
pool_days AS (
  SELECT
    local_date,
    hours_measured = 0 AND on_demand_cost_cny IS NOT NULL AS is_not_metered,
    is_not_metered OR hours_measured = hours_in_day AS is_whole,
    CASE WHEN is_not_metered THEN 1 ELSE hours_measured / hours_in_day END AS measured_days,
    CASE
      WHEN $target = 'cost' THEN cost_cny::DOUBLE
      WHEN is_not_metered THEN 0
      WHEN $target = 'demand' AND is_of_target THEN used_card_hours + queued_card_hours
      ELSE used_card_hours
    END AS amount
  FROM out_cost_daily JOIN summed USING (pool_id)
  WHERE local_date <= CASE WHEN $level = 'pools' THEN (SELECT min(cut_off) FROM summed) ELSE (
    SELECT max(cut_off) FROM out_forecast
    WHERE series = $series AND target = $target AND level = $level
  ) END
),
days AS (
  SELECT
    local_date,
    sum(amount ORDER BY amount) AS amount,
    count(amount) = count(*) AND bool_and(is_whole) AS is_whole,
    avg(CASE WHEN amount IS NULL THEN 0 ELSE measured_days END) AS measured_days
  FROM pool_days
  GROUP BY local_date
  HAVING NOT bool_and(is_not_metered)
)
-- insert: part_history_periods
