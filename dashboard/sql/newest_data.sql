-- One row per observed table x source that has rows: the newest day its data tell of.
-- Read by: freshness.
SELECT "table", source, max(newest_on) AS newest_on
FROM core_newest_day JOIN core_load USING (load_id)
GROUP BY "table", source
ORDER BY "table", source
