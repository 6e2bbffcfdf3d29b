-- Grain: none, a part: landing of source `job_log`, one row per job: the newest load that has it holds.
-- A job is known by its id and its submission, or its start where no submission is told.
-- Still running: counted until Start + duration (the log's clock), else the log's last time.
-- Read by: job_log_to_job_log, job_log_to_load_quantity, job_log_to_usage_hourly.
WITH told AS (
    SELECT landing.*, core_load.sequence,
        coalesce(submitted_at, started_at) AS known_since,
        started_at + to_microseconds(CAST(round(duration_s * 1000000) AS BIGINT)) AS held_at_least_until
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
),
newest AS (
    SELECT provider, region, job_id, known_since, max(sequence) AS sequence
    FROM told GROUP BY provider, region, job_id, known_since
),
clocks AS (
    SELECT load_id,
        max(held_at_least_until) FILTER (state = 'RUNNING') AS exported_at,
        max(greatest(submitted_at, started_at, ended_at, held_at_least_until)) AS last_at,
        bool_and(submitted_at IS NOT NULL OR cards = 0) AS knows_what_was_asked
    FROM told
    GROUP BY load_id
),
current_jobs AS (
    SELECT told.*, knows_what_was_asked,
        ended_at IS NULL AND (state = 'RUNNING' OR duration_s IS NULL) AS is_running,
        coalesce(ended_at, held_at_least_until, last_at) AS held_until,
        coalesce(started_at, ended_at, exported_at, last_at) AS waited_until
    FROM told
    JOIN clocks USING (load_id)
    JOIN newest USING (provider, region, job_id, known_since, sequence)
),
