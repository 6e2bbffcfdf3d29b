-- One row per load and currency that a newer export replaces, though nothing like its charges is there again.
-- Read by: etl.replaced.
SELECT load_id, file_name, currency, source_row_count, amount
FROM core_load_warning
JOIN core_load USING (load_id)
WHERE warning = 'replaced_without_overlap'
ORDER BY core_load.sequence, currency
