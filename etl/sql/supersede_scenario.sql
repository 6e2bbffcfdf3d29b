-- Grain: core_scenario. Of loads that name the same scenario all rows of the newest hold: a change
-- that was taken out of it is no longer part of it.
DELETE FROM core_scenario
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_scenario AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (PARTITION BY row_in.scenario)
)
