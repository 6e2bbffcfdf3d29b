-- Grain: core_market_snapshot. Of one snapshot of one chip the newest load holds, whole.
DELETE FROM core_market_snapshot
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_market_snapshot AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (
        PARTITION BY row_in.observed_at_utc, row_in.source_chip
    )
)
