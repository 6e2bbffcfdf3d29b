-- Grain: core_capacity_hourly. Reads: landing of source `usage`.
-- Capacity stands on every project's row of a pool; the door made sure that they agree.
WITH spread AS (
    -- insert: part_usage_span
    WHERE capacity_cards IS NOT NULL
),
hours AS (
    SELECT
        unnest(generate_series(start, stop - INTERVAL 1 HOUR, INTERVAL 1 HOUR)) AS hour_utc,
        provider, region, pool, chip, capacity_cards, load_id, line_number
    FROM spread
)
SELECT
    hour_utc, provider, region, pool, chip,
    max(capacity_cards) AS capacity_cards,
    load_id,
    min(line_number) AS first_line_number
FROM hours
GROUP BY hour_utc, provider, region, pool, chip, load_id
