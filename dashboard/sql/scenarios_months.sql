-- One row per month of one series and target: the base, and each what-if that changes it.
-- Read by: screens.scenarios. Bound: $series, $target. Whole months of the forecast only.
SELECT
  NULL AS scenario, period_start, p10, p50, p90, NULL::DOUBLE AS difference_p10,
  NULL::DOUBLE AS difference_p50, NULL::DOUBLE AS difference_p90, over_budget_ratio
FROM out_forecast
WHERE series = $series AND level IN ('pool', 'company') AND target = $target AND grain = 'month'
  AND is_complete
UNION ALL BY NAME
SELECT
  scenario, period_start, p10, p50, p90, difference_p10, difference_p50, difference_p90,
  over_budget_ratio
FROM out_scenario_forecast
WHERE series = $series AND target = $target AND grain = 'month' AND is_complete
ORDER BY scenario NULLS FIRST, period_start
