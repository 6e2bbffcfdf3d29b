-- One row per load of which some card-hours no longer hold: replaced by files saved later.
-- Read by: etl.replaced.
SELECT
    core_load.load_id,
    core_load.file_name,
    (card_microseconds_in_core / 3600000000)::DOUBLE AS card_hours_in_all,
    ((card_microseconds_in_core - card_microseconds_held) / 3600000000)::DOUBLE
        AS card_hours_replaced
FROM core_load_quantity
JOIN core_load ON core_load.load_id = core_load_quantity.load_id
WHERE card_microseconds_in_core - card_microseconds_held > rounding_allowance
ORDER BY core_load.sequence
