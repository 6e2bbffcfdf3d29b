-- One row per team, the one that used most first; `unassigned`: of projects that have none.
-- Read by: components.filter_lists.
SELECT coalesce(team, 'unassigned') AS team
FROM out_usage_daily
GROUP BY 1
ORDER BY sum(used_card_hours) DESC NULLS LAST, team
