-- One row per row key x column key over the days chosen: card-hours by project, team and kind of
-- work, which have no cost of their own. Read by: screens.explorer.
-- Bound: as explorer.sql, and $teams, $projects, $workloads: lists, or null for all.
-- A total with an unknown part of useful or queued hours is unknown.
-- Summed by what the keys need, no finer: of half a million rows a year some hundred are left.
WITH days AS (
  SELECT
    CASE
      WHEN list_has_any([$rows, $columns], ['day', 'week']) THEN local_date
      WHEN NOT list_has_any([$rows, $columns], ['month', 'quarter', 'weekday']) THEN NULL
      WHEN 'weekday' NOT IN ($rows, $columns) THEN date_trunc('month', local_date)
      WHEN list_has_any([$rows, $columns], ['month', 'quarter']) THEN local_date
      ELSE DATE '2024-01-01' + (isodow(local_date) - 1)::INTEGER -- a Monday, for all Mondays
    END AS local_date,
    CASE WHEN list_has_any([$rows, $columns], ['provider', 'compute']) THEN provider END AS provider,
    CASE WHEN 'region' IN ($rows, $columns) THEN region END AS region,
    CASE WHEN 'pool' IN ($rows, $columns) THEN pool_id END AS pool_id,
    CASE WHEN list_has_any([$rows, $columns], ['chip', 'origin', 'compute']) THEN chip END AS chip,
    CASE WHEN 'team' IN ($rows, $columns) THEN coalesce(team, 'unassigned') END
      AS team,
    CASE WHEN 'project' IN ($rows, $columns) THEN project END AS project,
    CASE WHEN 'workload' IN ($rows, $columns) THEN workload_class END
      AS workload_class,
    sum(used_card_hours) AS used_card_hours,
    CASE WHEN bool_and(useful_card_hours IS NOT NULL OR used_card_hours = 0)
      THEN sum(useful_card_hours) END AS useful_card_hours,
    CASE WHEN bool_and(queued_card_hours IS NOT NULL OR used_card_hours = 0)
      THEN sum(queued_card_hours) END AS queued_card_hours
  FROM out_usage_daily
  WHERE local_date BETWEEN $first::DATE AND $last::DATE
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
    AND ($teams IS NULL OR list_contains($teams::VARCHAR[], coalesce(team, 'unassigned')))
    AND ($projects IS NULL OR list_contains($projects::VARCHAR[], project))
    AND ($workloads IS NULL OR list_contains($workloads::VARCHAR[], workload_class))
  GROUP BY ALL
),
keyed AS (
  SELECT
    days.*,
    list_transform([$rows, $columns], lambda asked:
      CASE asked
        -- insert: part_explorer_key
        WHEN 'team' THEN team WHEN 'project' THEN project WHEN 'workload' THEN workload_class
      END
    ) AS keys
  FROM days LEFT JOIN core_chip USING (chip)
)
SELECT
  keys[1] AS row_key, coalesce(keys[2], '') AS column_key,
  sum(used_card_hours) AS used_card_hours,
  CASE WHEN bool_and(useful_card_hours IS NOT NULL OR used_card_hours = 0)
    THEN sum(useful_card_hours) END AS useful_card_hours,
  CASE WHEN bool_and(queued_card_hours IS NOT NULL OR used_card_hours = 0)
    THEN sum(queued_card_hours) END AS queued_card_hours,
  0::BIGINT AS unknown_days
FROM keyed
GROUP BY ALL
ORDER BY ALL
