-- Grain: core_load_quantity, without what core holds. Reads: landing of source `slurm`, core_load.
-- Exact: cards x (end - start) of every job, running ones until the export's clock. Exports of which
-- a newer one has a job are left out, because that job's older version never comes to core.
WITH told AS (
    SELECT landing.*, core_load.sequence,
        regexp_extract(job_id, '^\d+') AS array_id,
        started_at + to_microseconds(elapsed_s * 1000000) AS seen_running_at
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
    WHERE record = 'job'
),
newest AS (
    SELECT provider, region, submitted_at, array_id, max(sequence) AS sequence
    FROM told GROUP BY provider, region, submitted_at, array_id
),
overlapped AS (
    SELECT told.load_id
    FROM told JOIN newest USING (provider, region, submitted_at, array_id)
    WHERE newest.sequence > told.sequence
),
clocks AS (
    SELECT load_id, max(greatest(submitted_at, started_at, ended_at, seen_running_at)) AS last_at
    FROM told GROUP BY load_id
)
SELECT
    load_id,
    CAST(coalesce(sum(CAST(cards AS HUGEINT) * date_diff('microsecond', started_at,
        coalesce(ended_at, seen_running_at, last_at))), 0) AS DECIMAL(38, 0))
        AS card_microseconds_landed,
    0 AS rounding_allowance
FROM told JOIN clocks USING (load_id)
WHERE load_id NOT IN (SELECT load_id FROM overlapped)
GROUP BY load_id
