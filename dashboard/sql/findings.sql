-- One row per finding, the same one in several pools told once; warnings first, then the longest.
-- Read by: screens.overview, screens.health.
SELECT
  kind,
  severity = 'warning' AS is_warning,
  list(pool_id ORDER BY pool_id) FILTER (pool_id IS NOT NULL) AS pool_ids,
  start_utc,
  end_utc,
  hour_count,
  json_extract_string(detail, '$.offer_id') AS offer_id,
  json_extract_string(detail, '$.month') AS month,
  json_extract_string(detail, '$.chip') AS chip,
  json_extract_string(detail, '$.candidates') AS candidates,
  json_extract_string(detail, '$.missing') AS missing,
  json_extract_string(detail, '$.fault') AS fault,
  CASE WHEN kind = 'unusable_row' THEN json_extract_string(detail, '$.source') END AS source_row
FROM out_finding
GROUP BY ALL
ORDER BY is_warning DESC, hour_count DESC NULLS LAST, kind, start_utc, pool_ids
