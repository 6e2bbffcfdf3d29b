-- One row per coming (or begun) month and quarter that the paths reach the end of: the forecast
-- of the whole company, or of the largest pool where no sum was made. Read by: screens.overview.
-- Bound: $target; $series: a pool or a provider, null for the company.
WITH wanted AS (
  SELECT * FROM out_forecast WHERE target = $target AND grain IN ('month', 'quarter')
    AND (level IN ('pool', 'company') OR level = 'provider' AND series = $series)
    AND ($series IS NULL OR series = $series)
),
chosen AS (
  SELECT series FROM wanted
  GROUP BY series
  ORDER BY series = 'company' DESC, sum(p50) DESC, series
  LIMIT 1
)
SELECT
  series, grain, period_start, p10, p50, p90, observed_part, budget_cny::DOUBLE AS budget_cny,
  over_budget_ratio, cut_off, method
FROM wanted SEMI JOIN chosen USING (series)
WHERE is_complete
ORDER BY grain, period_start
