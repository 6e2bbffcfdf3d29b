-- One row per whole week ahead: the expected total (means add up, quantiles do not), of the company
-- or else of the largest pool.
-- Read by: screens.overview.
WITH wanted AS (
  SELECT * FROM out_forecast WHERE target = $target AND grain = 'day'
    AND level IN ('pool', 'company')
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
