-- Grain: one row per day (UTC) x provider x service x project with usage billed in a unit of storage.
-- Reader: models.forecast.metered_days. GB-days are the GB stored on average over the day, which is
-- what a daily or hourly line of GB-months says times the days of its month. A volume by the hour or
-- second is memory as often as storage: only what names itself storage is taken. Credits, purchases
-- and corrections of earlier periods are not.
WITH lines AS (
  SELECT
    charge_date_utc, provider, service, project, quantity::DOUBLE AS quantity,
    regexp_extract(
      regexp_replace(
        lower(trim(quantity_unit)), '^([kmgtp])(?:ilo|ega|iga|era|eta)bytes?', '\1b'
      ),
      '^([kmgtp]i?b)(?:\s*per\s*|[\s·*/_-]*)'
      || '(mo|mon|months?|月|days?|天|日|hours?|hrs?|h|小时)$',
      ['volume', 'time']
    ) AS unit,
    regexp_matches(
      lower(concat_ws(' ', service, sku_id)),
      'storage|disk|volume|snapshot|backup|file|blob|bucket|\bs3\b|\bebs\b|\befs\b|\boss\b|\bobs\b|\bcos\b|存储|云盘|硬盘|磁盘|快照|备份'
    ) AS is_named_storage
  FROM core_charge_daily
  WHERE charge_category = 'Usage' AND charge_class IS NULL AND quantity IS NOT NULL
)
SELECT
  provider,
  provider || '/' || service AS service,
  provider || '/' || service || '/' || project AS project,
  charge_date_utc AS local_date,
  sum(
    quantity
    * CASE unit.volume
        WHEN 'kb' THEN 1e-6 WHEN 'kib' THEN 1024 / 1e9
        WHEN 'mb' THEN 1e-3 WHEN 'mib' THEN 1024 ** 2 / 1e9
        WHEN 'gb' THEN 1 WHEN 'gib' THEN 1024 ** 3 / 1e9
        WHEN 'tb' THEN 1e3 WHEN 'tib' THEN 1024 ** 4 / 1e9
        WHEN 'pb' THEN 1e6 WHEN 'pib' THEN 1024 ** 5 / 1e9
      END
    * CASE
        WHEN unit.time LIKE 'mo%' OR unit.time = '月' THEN day(last_day(charge_date_utc))
        WHEN unit.time LIKE 'day%' OR unit.time IN ('天', '日') THEN 1
        ELSE 1 / 24
      END
    ORDER BY quantity
  ) AS storage
FROM lines
WHERE unit.time <> ''
  AND (is_named_storage OR unit.time LIKE 'mo%' OR unit.time LIKE 'day%' OR unit.time IN ('月', '天', '日'))
GROUP BY ALL
ORDER BY provider, service, project, local_date
