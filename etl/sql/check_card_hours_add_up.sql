-- Grain: one row per load whose card time in core is not that of its source rows, or which holds
-- more after overlaps were settled than it brought.
SELECT core_load.file_name, quantity.*
FROM core_load_quantity AS quantity
JOIN core_load ON core_load.load_id = quantity.load_id
WHERE abs(card_microseconds_landed - card_microseconds_in_core) > rounding_allowance
   OR card_microseconds_held > card_microseconds_in_core
