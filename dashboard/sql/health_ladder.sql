-- One row per load x warning x currency: accepted lines that look odd. Read by:
-- screens.health_accounts.
SELECT
  core_load.file_name, warning, currency, source_row_count, amount, core_load.source,
  core_load.load_id
FROM core_load_warning
JOIN core_load USING (load_id)
ORDER BY core_load.sequence DESC, source_row_count DESC, warning, currency
