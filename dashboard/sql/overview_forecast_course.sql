-- One row per whole week ahead: the expected total (means add up, quantiles do not), of the company
-- or else of the largest pool.
-- Read by: screens.overview. Bound: $target; $series: a pool or a provider, null for the company.
WITH wanted AS (
  SELECT * FROM out_forecast WHERE target = $target AND grain = 'day'
    AND (level IN ('pool', 'company') OR level = 'provider' AND series = $series)
    AND ($series IS NULL OR series = $series)
),
chosen AS (
  SELECT series FROM wanted
  GROUP BY series
  ORDER BY series = 'company' DESC, sum(p50) DESC, series
  LIMIT 1
)
SELECT (horizon_days - 1) // 7 AS weeks_ahead, sum(mean) AS expected
FROM wanted SEMI JOIN chosen USING (series)
GROUP BY weeks_ahead
HAVING count(*) = 7
ORDER BY weeks_ahead
