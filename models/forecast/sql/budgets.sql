-- Grain: one row per month x scope; where loads repeat one, the last is read last and holds.
-- Reader: models.forecast.budgets.
SELECT month, scope, amount, currency, tax_included, tax_rate
FROM core_budget
ORDER BY scope, month, load_id, line_number
