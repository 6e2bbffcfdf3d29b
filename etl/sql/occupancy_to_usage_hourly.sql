-- Grain: core_usage_hourly. Reads: landing of source `occupancy` (one row a minute).
-- A card seen running in a minute ran for that minute; an hour with minutes missing is the mean of
-- those observed, times one hour, so that a lost minute is not taken for idleness.
SELECT
    date_trunc('hour', minute) AS hour_utc,
    provider, region, pool, chip, project, workload_class,
    avg(used_cards) AS used_card_hours,
    NULL AS useful_card_hours,
    avg(queued_cards) AS queued_card_hours,
    'hour' AS measured_per,
    min(time_zone) AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM landing
GROUP BY date_trunc('hour', minute), provider, region, pool, chip, project, workload_class, load_id
