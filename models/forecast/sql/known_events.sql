-- Grain: one row per known event x first day x pools, with when it was announced and its file saved.
-- Reader: models.forecast.known_events.
SELECT
  event, kind, provider, region, pool, chip, start_date, end_date, announced_on,
  core_load.file_modified_at AS saved_at_utc
FROM core_event JOIN core_load USING (load_id)
ORDER BY start_date, end_date, event, kind, saved_at_utc, line_number
