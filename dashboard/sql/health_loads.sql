-- One row per source file and version, the last loaded first. Read by: screens.health.
SELECT
  loaded_at, source, file_name, status, rows_read, rows_loaded, rows_rejected, rows_duplicate,
  rows_read - rows_loaded - rows_rejected - rows_duplicate AS rows_unaccounted,
  period_start, period_end, synthetic, reason, load_id
FROM core_load
ORDER BY loaded_at DESC, sequence DESC
