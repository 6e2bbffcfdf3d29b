-- Grain: core_job_log, one row per load x pool. Reads: landing of source `gpu_jobs`, core_load.
WITH jobs AS (
    SELECT
        load_id, provider, region, pool, cards, started_at,
        started_at + to_microseconds(CAST(round(duration_s * 1000000) AS BIGINT)) AS ended_at,
        started_at - lag(started_at) OVER (PARTITION BY load_id ORDER BY started_at) AS since_last,
        false AS is_running
    FROM landing
    WHERE duration_s > 0 AND cards > 0
),
-- insert: part_job_log_end
