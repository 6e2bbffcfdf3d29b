-- Grain: core_chip_fact. Of a source's chip the newest file that has it holds; a chip that a newer
-- file drops stays, because what was printed about it was not taken back.
DELETE FROM core_chip_fact
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_chip_fact AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence
        < max(core_load.sequence) OVER (PARTITION BY row_in.source, row_in.source_chip)
)
