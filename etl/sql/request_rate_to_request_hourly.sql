-- Grain: core_request_hourly. Reads: landing of source `request_rate` (one row per slot).
-- A slot that is missing adds neither requests nor seconds: observed_s says how much was seen.
WITH slots AS (
    SELECT *,
        date_trunc('hour', timezone('UTC', timezone(time_zone, CAST(start AS TIMESTAMP)))
            + to_seconds(time_s)) AS hour_utc
    FROM landing
)
SELECT
    hour_utc,
    client,
    sum(rate_per_s * slot_s) AS requests,
    max(rate_per_s) AS peak_rate_per_s,
    max(cv) FILTER (rate_per_s > 0) AS peak_cv,
    CAST(sum(slot_s) AS BIGINT) AS observed_s,
    min(time_zone) AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM slots
GROUP BY hour_utc, client, load_id
