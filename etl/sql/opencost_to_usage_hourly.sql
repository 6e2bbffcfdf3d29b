-- Grain: core_usage_hourly. Reads: landing of source `opencost` (one row per allocation x window).
-- A window longer than an hour is spread evenly over its hours and marked measured_per = 'day', so
-- that no reader takes the flat profile for a measurement. Idle cards are nobody's use.
WITH hours AS (
    SELECT landing.*,
        date_diff('hour', window_start, window_end) AS window_hours,
        unnest(generate_series(window_start, window_end - INTERVAL 1 HOUR, INTERVAL 1 HOUR))
            AS hour_utc
    FROM landing
    WHERE NOT contains(name, '__idle__')
)
SELECT
    hour_utc, provider, region, pool, chip, project, workload_class,
    sum(gpu_hours / window_hours ORDER BY line_number) AS used_card_hours,
    NULL AS useful_card_hours,
    NULL AS queued_card_hours,
    CASE WHEN max(window_hours) = 1 THEN 'hour' ELSE 'day' END AS measured_per,
    min(time_zone) AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM hours
GROUP BY hour_utc, provider, region, pool, chip, project, workload_class, load_id
