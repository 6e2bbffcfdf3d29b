-- One row per budget's scope x month ahead. Read by: cli.forecasting,
-- screens.forecast_budget_risk.
SELECT
  scope, level, month, budget_cny, over_ratio, counted_from, year_budget_cny,
  year_p10_cny, year_p50_cny, year_p90_cny, year_over_ratio, is_partial, cut_off
FROM out_budget_risk
ORDER BY level, scope, month
