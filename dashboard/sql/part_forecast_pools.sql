-- Grain: none, a part: of $pools those with a forecast of $target by the month, and of these the ones that
-- are added up; those whose data end more than $max_lag_days before the latest are not.
made AS (
  SELECT
    series AS pool_id, max(cut_off) AS cut_off, min(history_days) AS history_days,
    max(cut_off) >= max(max(cut_off)) OVER () - $max_lag_days::INTEGER AS is_summed
  FROM out_forecast
  WHERE level = 'pool' AND target = $target AND grain = 'month'
    AND list_contains($pools::VARCHAR[], series)
  GROUP BY series
),
summed AS (SELECT * FROM made WHERE is_summed),
