-- One row, always: what was read from all files, and where every row of it went.
-- Read by: screens.overview, screens.health.
SELECT
  count(*) AS file_count,
  count(*) FILTER (status = 'refused') AS refused_count,
  coalesce(sum(rows_read), 0)::BIGINT AS rows_read,
  coalesce(sum(rows_loaded), 0)::BIGINT AS rows_loaded,
  coalesce(sum(rows_rejected), 0)::BIGINT AS rows_rejected,
  coalesce(sum(rows_duplicate), 0)::BIGINT AS rows_duplicate,
  coalesce(bool_and(rows_read = rows_loaded + rows_rejected + rows_duplicate), true) AS is_balanced
FROM core_load
