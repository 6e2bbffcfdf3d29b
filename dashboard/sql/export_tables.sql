-- One row per table of the snapshot that holds rows: their number. Read by: screens.export.
SELECT table_name, estimated_size::BIGINT AS row_count
FROM duckdb_tables()
WHERE estimated_size > 0
  AND schema_name = if(starts_with(table_name, 'out_'), current_schema(), 'main')
ORDER BY NOT starts_with(table_name, 'out_'), table_name
