-- Grain: core_load_quantity, without what core holds. Reads: landing of source `gpu_jobs`, core_load.
-- Exact: duration x cards. Logs that a newer log of their pool overlaps are left out, because their
-- jobs of that period never come to core.
WITH periods AS (
    SELECT landing.load_id, provider, region, pool, core_load.sequence,
        min(started_at) AS first_start, max(started_at) AS last_start
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
    GROUP BY landing.load_id, provider, region, pool, core_load.sequence
),
overlapped AS (
    SELECT older.load_id
    FROM periods AS older
    JOIN periods AS newer
      ON newer.provider = older.provider
     AND newer.region = older.region
     AND newer.pool = older.pool
     AND newer.sequence > older.sequence
     AND newer.first_start <= older.last_start
     AND newer.last_start >= older.first_start
)
SELECT
    load_id,
    CAST(sum(CAST(cards AS HUGEINT) * CAST(round(duration_s * 1000000) AS BIGINT))
        AS DECIMAL(38, 0)) AS card_microseconds_landed,
    0 AS rounding_allowance
FROM landing
WHERE load_id NOT IN (SELECT load_id FROM overlapped)
GROUP BY load_id
