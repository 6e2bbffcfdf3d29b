-- Grain: core_contract_commitment. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_contract_commitment
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_contract_commitment AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.contract_id, row_in.commitment_id
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
