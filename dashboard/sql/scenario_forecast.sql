-- One row per what-if x month or quarter of one series and target, where the what-if changes it.
-- Read by: screens.forecast_scenarios, the CLI. Bound: $series, $target, $grain.
SELECT
  scenario, period_start, base_p50, p10, p50, p90, mean, difference_p10, difference_p50,
  difference_p90, difference_mean, is_complete, budget_cny, over_budget_ratio, unit, cut_off
FROM out_scenario_forecast
WHERE series = $series AND target = $target AND grain = $grain
ORDER BY scenario, period_start
