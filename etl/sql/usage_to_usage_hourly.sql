-- Grain: core_usage_hourly. Reads: landing of source `usage`. Parameter: none.
-- A daily row is spread evenly over the hours its local day really has (23, 24 or 25),
-- and marked measured_per = 'day', so that no reader takes the flat profile for a measurement.
WITH spread AS (
    -- insert: part_usage_span
)
SELECT
    unnest(generate_series(start, stop - INTERVAL 1 HOUR, INTERVAL 1 HOUR)) AS hour_utc,
    provider, region, pool, chip, project, workload_class,
    used_card_hours / date_diff('hour', start, stop) AS used_card_hours,
    useful_card_hours / date_diff('hour', start, stop) AS useful_card_hours,
    queued_card_hours / date_diff('hour', start, stop) AS queued_card_hours,
    period AS measured_per,
    time_zone AS source_time_zone,
    load_id,
    line_number AS first_line_number,
    1 AS source_row_count
FROM spread
