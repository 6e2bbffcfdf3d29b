-- Grain: none, a part: core_usage_hourly, of the CTE `parts`: spans (held, waited) of jobs, each with
-- an hour that it touches. Read by: job_log_to_usage_hourly, slurm_to_usage_hourly.
-- Useful: all of COMPLETED, nothing of what failed; an hour with a part in anything else (running,
-- cancelled, timed out, preempted: a checkpoint may have saved it) is unknown.
pieces AS (
    SELECT parts.*,
        CAST(chip_cards * microseconds_within(from_at, until_at, hour_utc) AS HUGEINT)
            AS card_microseconds,
        CASE WHEN span = 'waited' THEN 0
            WHEN state = 'COMPLETED' THEN 1
            WHEN state IN ('BOOT_FAIL', 'FAILED', 'LAUNCH_FAILED', 'NODE_FAIL', 'OUT_OF_MEMORY',
                'RECONFIG_FAIL') THEN 0 END AS useful_share
    FROM parts
)
SELECT
    hour_utc, provider, region, pool, chip, project, workload_class,
    CAST(coalesce(sum(card_microseconds) FILTER (span = 'held'), 0) AS DOUBLE) / 3600000000
        AS used_card_hours,
    CASE WHEN count(useful_share) = count(*)
        THEN CAST(sum(card_microseconds * useful_share) AS DOUBLE) / 3600000000 END
        AS useful_card_hours,
    CASE WHEN bool_and(knows_what_was_asked)
        THEN CAST(coalesce(sum(card_microseconds) FILTER (span = 'waited'), 0) AS DOUBLE)
            / 3600000000 END AS queued_card_hours,
    'hour' AS measured_per,
    min(time_zone) AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(DISTINCT line_number) AS source_row_count
FROM pieces
WHERE card_microseconds > 0
GROUP BY hour_utc, provider, region, pool, chip, project, workload_class, load_id
