-- Grain: one row per budget's scope x span (month, year) that is likely over, the first month of it.
-- Reader: models.risk_findings. Bound: $likely_ratio.
WITH spans AS (
  SELECT
    scope, level, 'month' AS span, month AS counted_from, month, over_ratio AS chance_ratio,
    budget_cny
  FROM out_budget_risk
  UNION ALL
  -- A year of one month is that month.
  SELECT scope, level, 'year', counted_from, month, year_over_ratio, year_budget_cny
  FROM out_budget_risk
  WHERE counted_from < month
)
SELECT
  scope, level, span,
  arg_min(counted_from, month) AS counted_from,
  min(month) AS month,
  arg_min(chance_ratio, month) AS chance_ratio,
  arg_min(budget_cny, month) AS budget_cny,
  count(*) AS month_count
FROM spans
WHERE chance_ratio >= $likely_ratio
GROUP BY scope, level, span
ORDER BY scope, span, level
