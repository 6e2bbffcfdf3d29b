-- Grain: core_load_quantity. Card time in core_usage_hourly after overlaps between loads are settled.
UPDATE core_load_quantity
SET card_microseconds_held = load_quantity.card_microseconds
FROM load_quantity
WHERE load_quantity.load_id = core_load_quantity.load_id
