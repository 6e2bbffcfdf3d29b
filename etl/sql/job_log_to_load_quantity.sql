-- Grain: core_load_quantity, without what core holds. Reads: landing of source `job_log`, core_load.
-- Cards x (end - start) of every job, exact; a job on a part of a card may lose half a microsecond in
-- each of its hours. Logs of which a newer one has a job are left out, because that job's older version
-- never comes to core.
-- insert: part_job_log_jobs
overlapped AS (
    SELECT told.load_id
    FROM told JOIN newest USING (provider, region, job_id, known_since)
    WHERE newest.sequence > told.sequence
)
SELECT
    load_id,
    CAST(coalesce(sum(CAST(
        cards * greatest(0, date_diff('microsecond', started_at, held_until)) AS HUGEINT)), 0)
        AS DECIMAL(38, 0)) AS card_microseconds_landed,
    coalesce(sum(date_diff('hour', started_at, held_until) + 2) FILTER (cards <> floor(cards)), 0)
        AS rounding_allowance
FROM current_jobs
WHERE load_id NOT IN (SELECT load_id FROM overlapped)
GROUP BY load_id
