-- Grain: core_project. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_project
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_project AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.project, row_in.valid_from
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
