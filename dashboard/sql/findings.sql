-- One row per finding, the same one in several pools told once; warnings first, of them what lies ahead, then the
-- longest.
-- Read by: screens.overview, screens.health, screens.changes, screens.commitments.
SELECT
  kind,
  severity = 'warning' AS is_warning,
  kind IN ('cards_run_out', 'over_budget') AS is_ahead,
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
  CASE WHEN kind = 'unusable_row' THEN json_extract_string(detail, '$.source') END AS source_row,
  json_extract_string(detail, '$.seller') AS seller,
  json_extract_string(detail, '$.cny_per_hour')::DECIMAL(18, 6) AS cny_per_hour,
  json_extract_string(detail, '$.promised_cny')::DECIMAL(18, 2) AS promised_cny,
  json_extract_string(detail, '$.drawn_cny')::DECIMAL(18, 2) AS drawn_cny,
  json_extract_string(detail, '$.expected_cny')::DECIMAL(18, 2) AS expected_cny,
  json_extract_string(detail, '$.due_cny')::DECIMAL(18, 2) AS due_cny,
  json_extract_string(detail, '$.first_day')::DATE AS first_day,
  json_extract_string(detail, '$.last_day')::DATE AS last_day,
  json_extract_string(detail, '$.by_date')::DATE AS by_date,
  json_extract_string(detail, '$.is_now')::BOOLEAN AS is_now,
  json_extract_string(detail, '$.scope') AS scope,
  json_extract_string(detail, '$.span') AS span,
  json_extract_string(detail, '$.counted_from')::DATE AS counted_from,
  json_extract_string(detail, '$.chance_ratio')::DOUBLE AS chance_ratio,
  json_extract_string(detail, '$.month_count')::BIGINT AS month_count,
  json_extract_string(detail, '$.factor')::DOUBLE AS factor,
  json_extract_string(detail, '$.learned')::DOUBLE AS learned
FROM out_finding
GROUP BY ALL
ORDER BY is_warning DESC, is_ahead DESC, by_date, hour_count DESC NULLS LAST, kind, start_utc, pool_ids
