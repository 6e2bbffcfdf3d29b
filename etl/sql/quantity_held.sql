-- Grain: core_load_quantity. Card time in core_usage_hourly after overlaps between loads are settled.
UPDATE core_load_quantity
SET card_microseconds_held = held.card_microseconds
FROM (
    SELECT
        load_id,
        CAST(sum(CAST(round(used_card_hours * 3600000000) AS HUGEINT)) AS DECIMAL(38, 0))
            AS card_microseconds
    FROM core_usage_hourly
    GROUP BY load_id
) AS held
WHERE held.load_id = core_load_quantity.load_id
