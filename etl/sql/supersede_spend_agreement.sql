-- Grain: core_spend_agreement. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_spend_agreement
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_spend_agreement AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.agreement_id
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
