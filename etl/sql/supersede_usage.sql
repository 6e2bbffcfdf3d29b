-- Grain: core_usage_hourly. Where two loads cover the same project and time, the newer load holds.
-- Sources in self_superseding settle it among their own loads, before the rows become hours.
-- A load covers, on each day (UTC) that it has rows of a scope on, every hour from its first to its
-- last there: a corrected export that drops an hour removes it, overlapping exports never count
-- twice, and a correction of two days leaves the days between them alone.
WITH scope AS (
    SELECT
        provider, region, pool, project, load_id, date_trunc('day', hour_utc) AS utc_day,
        min(hour_utc) AS first_hour, max(hour_utc) AS last_hour
    FROM core_usage_hourly
    GROUP BY provider, region, pool, project, load_id, date_trunc('day', hour_utc)
),
ordered AS (
    SELECT scope.*, core_load.sequence, core_load.source
    FROM scope JOIN core_load ON core_load.load_id = scope.load_id
),
overlap AS (
    SELECT
        older.* EXCLUDE (utc_day, first_hour, last_hour, sequence, source),
        newer.first_hour, newer.last_hour
    FROM ordered AS older
    JOIN ordered AS newer
      ON newer.sequence > older.sequence
     AND newer.provider = older.provider
     AND newer.region = older.region
     AND newer.pool = older.pool
     AND newer.project = older.project
     AND newer.utc_day = older.utc_day
     AND newer.first_hour <= older.last_hour
     AND newer.last_hour >= older.first_hour
     AND NOT (
        newer.source = older.source
        AND newer.source IN (SELECT name FROM self_superseding)
     )
)
DELETE FROM core_usage_hourly
USING overlap
WHERE core_usage_hourly.load_id = overlap.load_id
  AND core_usage_hourly.provider = overlap.provider
  AND core_usage_hourly.region = overlap.region
  AND core_usage_hourly.pool = overlap.pool
  AND core_usage_hourly.project = overlap.project
  AND core_usage_hourly.hour_utc BETWEEN overlap.first_hour AND overlap.last_hour
