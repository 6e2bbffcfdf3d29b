-- Grain: one row per pool whose last days lie so far beyond the usual that the forecast believes them in
-- part only. Reader: models.risk_findings. Bound: $kinds, those of notes that say it.
SELECT
  series AS pool_id,
  json_extract_string(detail, '$.count')::BIGINT AS days,
  json_extract_string(detail, '$.factor')::DOUBLE AS factor,
  json_extract_string(detail, '$.learned')::DOUBLE AS learned
FROM out_forecast_note
WHERE level = 'pool' AND target = 'usage' AND kind IN (SELECT unnest($kinds::VARCHAR[]))
ORDER BY pool_id
