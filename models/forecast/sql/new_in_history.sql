-- Grain: one row per forecast of out_forecast that is to be remembered and is not yet.
-- Reader: models.forecast.remembering. Of days those 1, 7, 28 and 90 ahead, of weeks those of the
-- next four; not of projects and clients, nor of requests. What a cut-off and a version said first of a
-- period stays, as it was published: another seed, setting or correction of the same days adds no row.
-- Only a period that is given whole for the first time is added to what was said of its beginning.
SELECT
  series, level, target, grain, period_start, horizon_days, p10, p50, p90, mean, is_complete,
  NULL::DOUBLE AS actual, unit, method, cut_off, model_version, snapshot_id
FROM out_forecast AS made
WHERE level NOT IN ('project', 'client') AND target <> 'requests'
  AND (grain <> 'day' OR horizon_days IN (1, 7, 28, 90))
  AND (grain <> 'week' OR horizon_days <= 28)
  AND NOT EXISTS (
    FROM out_forecast_history AS known
    WHERE known.level = made.level AND known.series = made.series
      AND known.target = made.target AND known.grain = made.grain
      AND known.period_start = made.period_start AND known.cut_off = made.cut_off
      AND known.model_version = made.model_version
      AND (known.is_complete OR NOT made.is_complete)
  )
ORDER BY level, series, target, grain, period_start
