-- Grain: core_token_usage_daily. Reads: landing of source `token_usage`, core_load.
-- A newer load replaces everything that begins or goes on within its period, for each provider and
-- project it has; settled before hours become days, so that two loads may share a day.
WITH spans AS (
    SELECT landing.*, core_load.sequence,
        CASE WHEN period = 'hour' THEN start + INTERVAL 1 HOUR
             ELSE timezone('UTC', timezone(time_zone,
                  timezone(time_zone, timezone('UTC', start)) + INTERVAL 1 DAY))
        END AS stop
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
),
periods AS (
    SELECT provider, project, sequence, min(start) AS first_start, max(stop) AS last_stop
    FROM spans
    GROUP BY provider, project, sequence
),
held AS (
    SELECT * FROM spans
    WHERE NOT EXISTS (
        SELECT 1 FROM periods AS newer
        WHERE newer.provider = spans.provider AND newer.project = spans.project
          AND newer.sequence > spans.sequence
          AND spans.start < newer.last_stop AND spans.stop > newer.first_start
    )
)
SELECT
    CAST(timezone(time_zone, timezone('UTC', start)) AS DATE) AS local_date,
    provider, model, project,
    CAST(sum(input_tokens) AS BIGINT) AS input_tokens,
    CAST(sum(cached_input_tokens) AS BIGINT) AS cached_input_tokens,
    CAST(sum(output_tokens) AS BIGINT) AS output_tokens,
    time_zone AS source_time_zone,
    load_id,
    min(line_number) AS first_line_number,
    count(*) AS source_row_count
FROM held
GROUP BY local_date, provider, model, project, time_zone, load_id
