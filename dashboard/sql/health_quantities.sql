-- One row per load of a usage source: card-hours in its rows, in core and still held; what rounding
-- does not explain is not in core. Read by: screens.health_accounts.
SELECT
  core_load.file_name,
  core_load.source,
  card_microseconds_landed / 3600000000.0::DOUBLE AS card_hours_landed,
  card_microseconds_in_core / 3600000000.0::DOUBLE AS card_hours_in_core,
  CASE WHEN abs(card_microseconds_landed - card_microseconds_in_core) <= core_load_quantity.rounding_allowance THEN 0
    ELSE (card_microseconds_landed - card_microseconds_in_core) / 3600000000.0::DOUBLE
  END AS card_hours_not_in_core,
  card_microseconds_held / 3600000000.0::DOUBLE AS card_hours_held,
  (card_microseconds_in_core - card_microseconds_held) / 3600000000.0::DOUBLE
    AS card_hours_replaced,
  rounding_allowance::BIGINT AS rounding_allowance,
  core_load.load_id
FROM core_load_quantity
JOIN core_load USING (load_id)
ORDER BY abs(card_hours_not_in_core) DESC, core_load.sequence DESC
