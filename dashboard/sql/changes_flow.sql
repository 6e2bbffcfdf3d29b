-- One row per pool x team of a month: its card-hours; of a project without a team, its own.
-- Read by: screens.changes. Bound: $month, its first day; $pools, a list of pool_ids, or null for all.
SELECT
  provider, pool_id, coalesce(team, project) AS team, team IS NOT NULL AS is_team,
  sum(used_card_hours) AS used_card_hours
FROM out_usage_daily
WHERE date_trunc('month', local_date)::DATE = $month::DATE
  AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
GROUP BY ALL
HAVING sum(used_card_hours) > 0
ORDER BY used_card_hours DESC, pool_id, team, is_team
