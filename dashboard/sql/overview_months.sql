-- One row per calendar month whose days all lie within the data, at most 24, without holes: cost in
-- yuan or card-hours used, after $target; null where no pool has a value. Read by: screens.overview.
-- Bound: $target; $pools, pool_ids, or null for all.
WITH bounds AS (
  SELECT min(local_date) AS first_day, max(local_date) AS last_day
  FROM out_cost_daily WHERE hours_measured > 0
),
known AS (
  SELECT
    date_trunc('month', local_date)::DATE AS period_start,
    CASE $target
      WHEN 'cost' THEN sum(cost_cny)::DOUBLE
      ELSE sum(used_card_hours)
    END AS value
  FROM out_cost_daily
  WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
  GROUP BY ALL
),
wanted AS (
  SELECT
    min(period_start) AS first_month,
    any_value(first_day) AS first_day,
    any_value(last_day) AS last_day
  FROM known CROSS JOIN bounds
  WHERE value IS NOT NULL AND period_start > last_day - INTERVAL 24 MONTH
),
months AS (
  SELECT unnest(generate_series(first_month, last_day, INTERVAL 1 MONTH))::DATE AS period_start
  FROM wanted
)
SELECT period_start, value
FROM months LEFT JOIN known USING (period_start) CROSS JOIN wanted
WHERE period_start >= first_day AND last_day(period_start) <= wanted.last_day
ORDER BY period_start
