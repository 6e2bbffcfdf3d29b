-- One row per source x column x reason of rejection, the most frequent first.
-- Read by: screens.health.
SELECT source, "column", reason, count(*) AS row_count
FROM core_rejected_row
GROUP BY ALL
ORDER BY row_count DESC, source, "column", reason
