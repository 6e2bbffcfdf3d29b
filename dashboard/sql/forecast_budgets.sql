-- One row per month with a budget of one scope, as entered. Read by: screens.forecast_budget.
-- Bound: $series, `company` or a pool_id; a pool's budgets stand under the pool's name.
SELECT month AS period_start, amount, currency, tax_included, tax_rate
FROM core_budget
WHERE scope = CASE $series
    WHEN 'company' THEN 'company'
    ELSE (SELECT any_value(pool) FROM out_cost_daily WHERE pool_id = $series)
  END
ORDER BY period_start
