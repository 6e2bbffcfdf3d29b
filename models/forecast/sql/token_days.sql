-- Grain: one row per day (of the source's zone) x provider x model x project.
-- Reader: models.forecast.metered_days.
SELECT
  provider,
  provider || '/' || model AS model,
  provider || '/' || model || '/' || project AS project,
  local_date,
  sum(input_tokens)::DOUBLE AS input_tokens,
  sum(output_tokens)::DOUBLE AS output_tokens
FROM core_token_usage_daily
GROUP BY ALL
ORDER BY ALL
