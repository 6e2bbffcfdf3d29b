-- Grain: the hourly table that is named. Where two loads cover the same scope (pool, or project in a
-- pool) and time, the newer load holds. Filled in by etl.superseding.
-- Sources in self_superseding settle it among their own loads, before the rows become hours.
-- A load covers, on each day (UTC) that it has rows of a scope on, every hour from its first to its
-- last there: a corrected export that drops an hour removes it, overlapping exports never count
-- twice, and a correction of two days leaves the days between them alone.
WITH scope AS (
    SELECT
        {scope}, load_id, date_trunc('day', hour_utc) AS utc_day,
        min(hour_utc) AS first_hour, max(hour_utc) AS last_hour
    FROM {table}
    GROUP BY {scope}, load_id, date_trunc('day', hour_utc)
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
     AND {same_scope}
     AND newer.utc_day = older.utc_day
     AND newer.first_hour <= older.last_hour
     AND newer.last_hour >= older.first_hour
     AND NOT (
        newer.source = older.source
        AND newer.source IN (SELECT name FROM self_superseding)
     )
)
DELETE FROM {table}
USING overlap
WHERE {table}.load_id = overlap.load_id
  AND {in_scope}
  AND {table}.hour_utc BETWEEN overlap.first_hour AND overlap.last_hour
