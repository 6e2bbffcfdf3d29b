-- Grain: core_usage_hourly. Reads: landing of source `gpu_jobs` (one row per job), core_load.
-- Each job is cut at the full hours (UTC) and its part in every hour is counted in whole
-- microseconds, so that nothing is lost or doubled by rounding. Where two logs of one pool report
-- jobs that started in the same period, the newer log holds.
WITH periods AS (
    SELECT landing.load_id, landing.pool, landing.provider, landing.region, core_load.sequence,
        min(started_at) AS first_start, max(started_at) AS last_start
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
    GROUP BY landing.load_id, landing.pool, landing.provider, landing.region, core_load.sequence
),
jobs AS (
    SELECT landing.*,
        started_at + to_microseconds(CAST(round(duration_s * 1000000) AS BIGINT)) AS ended_at
    FROM landing
    JOIN periods AS own ON own.load_id = landing.load_id AND own.pool = landing.pool
        AND own.provider = landing.provider AND own.region = landing.region
    WHERE NOT EXISTS (
        SELECT 1 FROM periods AS newer
        WHERE newer.pool = own.pool AND newer.provider = own.provider
          AND newer.region = own.region AND newer.sequence > own.sequence
          AND landing.started_at BETWEEN newer.first_start AND newer.last_start
    )
),
parts AS (
    SELECT jobs.*,
        unnest(hours_touched(started_at, ended_at)) AS hour_utc
    FROM jobs
),
pieces AS (
    SELECT parts.*,
        CAST(cards AS HUGEINT) * microseconds_within(started_at, ended_at, hour_utc)
            AS card_microseconds
    FROM parts
)
SELECT
    hour_utc, provider, region, pool, chip, project, workload_class,
    CAST(sum(card_microseconds) AS DOUBLE) / 3600000000 AS used_card_hours,
    NULL AS useful_card_hours,
    NULL AS queued_card_hours,
    'hour' AS measured_per,
    min(time_zone) AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM pieces
WHERE card_microseconds > 0  -- a job that ends on the hour has no part in the next one
GROUP BY hour_utc, provider, region, pool, chip, project, workload_class, load_id
