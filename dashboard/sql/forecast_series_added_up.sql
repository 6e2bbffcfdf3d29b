-- One row per series that pools add up to, or that is one: the company, providers, pools.
-- Read by: the CLI.
SELECT DISTINCT series, level
FROM out_forecast
WHERE level IN ('company', 'provider', 'pool')
ORDER BY level, series
