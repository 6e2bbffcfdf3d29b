-- One row per project, the one that used most first. Read by: components.filter_lists.
SELECT project
FROM out_usage_daily
GROUP BY project
ORDER BY sum(used_card_hours) DESC NULLS LAST, project
