-- One row per kind of work, the one that used most first. Read by: components.filter_lists.
SELECT workload_class
FROM out_usage_daily
GROUP BY workload_class
ORDER BY sum(used_card_hours) DESC NULLS LAST, workload_class
