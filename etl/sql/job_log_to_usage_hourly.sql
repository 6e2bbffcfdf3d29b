-- Grain: core_usage_hourly. Reads: landing of source `job_log` (one row per job), core_load.
-- Jobs are cut at the full hours exactly; what asked for cards and never started waited only.
-- insert: part_job_log_jobs
spans AS (
    SELECT *, 'held' AS span, started_at AS from_at, held_until AS until_at
    FROM current_jobs WHERE started_at IS NOT NULL
    UNION ALL
    SELECT *, 'waited', submitted_at, waited_until
    FROM current_jobs WHERE submitted_at IS NOT NULL
),
parts AS (
    SELECT spans.*, cards AS chip_cards, unnest(hours_touched(from_at, until_at)) AS hour_utc
    FROM spans
    WHERE cards > 0
),
-- insert: part_job_hours
