-- One row per rejected source row, in the order of the files; the first 10,000.
-- Read by: screens.health.
SELECT source, file_name, line_number, "column", "value", reason, "row", load_id
FROM core_rejected_row
ORDER BY source, file_name, load_id, line_number
LIMIT 10000
