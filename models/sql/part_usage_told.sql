-- Grain: none, a part: core_usage_hourly, each row with whether it was over when it was told. One that was
-- not is no measurement: an hour that had not come when its file was loaded, a day left for clocks and time
-- zones that differ (the door rejects such rows; core has the rest of a day that began before, and what was
-- loaded when the door did not); and the hours of a day's row that was loaded, or its file saved, on that day
-- before its last hour had begun: many export a day shortly before midnight.
-- Read by: pool_hourly, untold_hours. Bound: $no_clock_before, before which a clock is wrong.
    SELECT
        usage.*,
        coalesce(
            hour_utc > over_by + INTERVAL 1 DAY
            OR (
                measured_per = 'day' AND source = 'usage' AND hour_utc > saved_by - INTERVAL 26 HOUR
                AND (
                    timezone(source_time_zone, timezone('UTC', hour_utc))::DATE
                        >= timezone(source_time_zone, timezone('UTC', over_by + INTERVAL 1 HOUR))::DATE
                    OR timezone(source_time_zone, timezone('UTC', hour_utc))::DATE
                        = timezone(source_time_zone, timezone('UTC', saved_by + INTERVAL 1 HOUR))::DATE
                )
            ),
            false
        ) AS is_untold
    FROM core_usage_hourly AS usage
    LEFT JOIN (
        SELECT
            load_id, source,
            greatest(loaded_at, $no_clock_before) AS over_by,
            -- a file that goes on after its time of saving has lost it
            CASE WHEN file_modified_at < coalesce(period_end, file_modified_at) THEN over_by
                ELSE least(file_modified_at, over_by) END AS saved_by
        FROM core_load
    ) USING (load_id)
