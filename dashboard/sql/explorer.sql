-- One row per row key x column key over the days chosen. Read by: screens.explorer.
-- Bound: $rows, $columns: a dimension's name, '' for no columns; $first, $last: days; $pools: a
-- list, or null for all; $named, $classes as filter_pools.
-- A day whose cost is not known is in no amount: unknown_days counts them. A total with an unknown
-- part of useful or queued hours is unknown.
-- Only the branch that is asked for is computed: a map of all keys costs five times as much.
WITH keyed AS (
  SELECT
    out_cost_daily.*, cost_cny IS NULL AS is_unknown,
    list_transform([$rows, $columns], lambda asked:
      CASE asked
        -- insert: part_explorer_key
      END
    ) AS keys
  FROM out_cost_daily LEFT JOIN core_chip USING (chip)
)
SELECT
  keys[1] AS row_key, coalesce(keys[2], '') AS column_key,
  sum(used_card_hours) AS used_card_hours,
  CASE WHEN bool_and(useful_card_hours IS NOT NULL OR coalesce(used_card_hours, 0) = 0)
    THEN sum(useful_card_hours) END AS useful_card_hours,
  CASE WHEN bool_and(queued_card_hours IS NOT NULL OR coalesce(used_card_hours, 0) = 0)
    THEN sum(queued_card_hours) END AS queued_card_hours,
  sum(committed_card_hours) AS committed_card_hours,
  sum(covered_card_hours) AS covered_card_hours,
  sum(savings_plan_covered_card_hours) AS savings_plan_covered_card_hours,
  sum(on_demand_card_hours) AS on_demand_card_hours,
  sum(cost_cny) AS cost_cny,
  sum(commitment_cost_cny) FILTER (WHERE NOT is_unknown) AS commitment_cost_cny,
  sum(savings_plan_cost_cny) FILTER (WHERE NOT is_unknown) AS savings_plan_cost_cny,
  sum(on_demand_cost_cny) FILTER (WHERE NOT is_unknown) AS on_demand_cost_cny,
  sum(idle_cost_cny) FILTER (WHERE NOT is_unknown) AS idle_cost_cny,
  -- what a rate divides by: the hours of the days whose cost is in the amount
  sum(used_card_hours) FILTER (WHERE NOT is_unknown) AS priced_card_hours,
  CASE WHEN bool_and(useful_card_hours IS NOT NULL OR coalesce(used_card_hours, 0) = 0)
    THEN sum(useful_card_hours) FILTER (WHERE NOT is_unknown) END AS priced_useful_card_hours,
  (count(*) FILTER (WHERE is_unknown))::BIGINT AS unknown_days
FROM keyed
WHERE local_date BETWEEN $first::DATE AND $last::DATE
  AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
GROUP BY ALL
ORDER BY ALL
