-- One row per thing said of several pools together, as of a provider's: their last days beyond the usual,
-- then which are left out, then which have a simpler method. Read by: screens.forecast_notes.
-- Bound: $pools, $target (usage, demand, cost), $max_lag_days; $jumps and $simpler, kinds of notes.
WITH
-- insert: part_forecast_pools
notes AS (
  SELECT series, kind, detail, said, position
  FROM out_forecast_note SEMI JOIN summed ON series = pool_id
  WHERE level = 'pool' AND target = $target
),
said AS (
  SELECT 1 AS part, series, position, kind, detail, said
  FROM notes
  WHERE list_contains($jumps::VARCHAR[], kind)
  UNION ALL
  SELECT
    2, pool_id, 1, if(made.cut_off IS NULL, 'not_forecast', 'data_ended'),
    json_object('series', pool_id, 'day', made.cut_off), NULL
  FROM (SELECT unnest($pools::VARCHAR[]) AS pool_id) LEFT JOIN made USING (pool_id)
  WHERE made.is_summed IS NOT TRUE
  UNION ALL
  SELECT DISTINCT 3, series, 1, 'simpler', json_object('series', series), NULL
  FROM notes
  WHERE list_contains($simpler::VARCHAR[], kind)
)
SELECT kind, detail, said
FROM said
ORDER BY part, series, position
