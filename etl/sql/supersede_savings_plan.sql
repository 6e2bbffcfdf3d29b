-- Grain: core_savings_plan. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_savings_plan
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_savings_plan AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.commitment_id
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
