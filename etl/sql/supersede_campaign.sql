-- Grain: core_campaign. Of loads that name the same campaign and pool all rows of the newest hold:
-- a run that was moved has another first day, and the old one is no longer planned.
DELETE FROM core_campaign
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_campaign AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (
        PARTITION BY row_in.campaign, row_in.provider, row_in.region, row_in.pool, row_in.chip
    )
)
