-- One row per what-if x change, built-in ones first. Read by: screens.forecast_scenarios, the CLI.
SELECT * EXCLUDE (snapshot_id)
FROM out_scenario
ORDER BY NOT is_built_in, scenario, start_date, change
