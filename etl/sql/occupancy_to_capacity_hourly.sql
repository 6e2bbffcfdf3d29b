-- Grain: core_capacity_hourly. Reads: landing of source `occupancy` (one row a minute).
SELECT
    date_trunc('hour', minute) AS hour_utc,
    provider, region, pool, chip,
    avg(capacity_cards) AS capacity_cards,
    load_id,
    min(line_number) AS first_line_number
FROM landing
GROUP BY date_trunc('hour', minute), provider, region, pool, chip, load_id
