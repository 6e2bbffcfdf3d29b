-- Grain: one row per planned campaign x pool x first day, with when its file was saved.
-- Reader: models.forecast.known_campaigns.
SELECT
  concat_ws('/', provider, region, pool, chip) AS pool_id,
  start_date, end_date, cards, core_load.file_modified_at AS saved_at_utc
FROM core_campaign JOIN core_load USING (load_id)
ORDER BY pool_id, start_date, campaign
