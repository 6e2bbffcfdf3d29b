-- Grain: core_job_log, one row per load x pool. Reads: landing of source `job_log`, core_load.
-- A log that names a running job has counted those that run.
-- insert: part_job_log_jobs
jobs AS (
    SELECT
        load_id, provider, region, pool, started_at, held_until AS ended_at, is_running,
        CAST(cards * 10000 AS BIGINT) AS cards,  -- whole numbers also of parts of cards
        started_at - lag(started_at) OVER (PARTITION BY load_id ORDER BY started_at) AS since_last
    FROM current_jobs
    WHERE held_until > started_at AND cards > 0
),
-- insert: part_job_log_end
