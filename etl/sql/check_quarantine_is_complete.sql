-- Grain: one row per load whose quarantine holds another number of rows than its record says.
SELECT core_load.file_name, core_load.rows_rejected, count(core_rejected_row.load_id) AS in_quarantine
FROM core_load
LEFT JOIN core_rejected_row ON core_rejected_row.load_id = core_load.load_id
GROUP BY core_load.file_name, core_load.load_id, core_load.rows_rejected
HAVING core_load.rows_rejected <> count(core_rejected_row.load_id)
