-- Grain: core_event. Of loads that name the same event all rows of the newest hold: an event that
-- was moved, or now concerns other pools, is not known twice.
DELETE FROM core_event
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_event AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (PARTITION BY row_in.event)
)
