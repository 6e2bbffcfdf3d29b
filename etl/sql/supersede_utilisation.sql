-- Grain: core_utilisation_hourly. Of loads that have a pool's hour, the one that covers most of it
-- holds, and of those that cover it equally, the newest: exports of whole days end with the first
-- scrape of the next day, which must not stand for that day's first hour.
DELETE FROM core_utilisation_hourly
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_utilisation_hourly AS row_in
    JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_in.load_id <> first_value(row_in.load_id) OVER (
        PARTITION BY row_in.hour_utc, row_in.provider, row_in.region, row_in.pool
        ORDER BY coalesce(row_in.covered_ratio, 0) DESC, core_load.sequence DESC
    )
)
