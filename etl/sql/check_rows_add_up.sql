-- Grain: one row per load in which rows read differ from loaded + rejected + duplicate.
SELECT file_name, rows_read, rows_loaded, rows_rejected, rows_duplicate
FROM core_load
WHERE rows_read <> rows_loaded + rows_rejected + rows_duplicate
