-- Grain: core_utilisation_hourly. Reads: landing of source `dcgm` (one row per card and scrape).
-- The step is the most frequent gap between two scrapes of one card. Every hour in the range of the
-- export gets a row, with the samples there should be: a missing scrape is missing, never zero.
WITH gaps AS (
    SELECT load_id, provider, region, pool,
        date_diff('microsecond', lag(sampled_at) OVER (
            PARTITION BY load_id, provider, region, pool, card ORDER BY sampled_at
        ), sampled_at) AS gap_us
    FROM landing
),
all_steps AS (
    SELECT load_id, provider, region, pool,
        CAST(round(gap_us / 1000000) AS BIGINT) * 1000000 AS step_us
    FROM gaps WHERE gap_us >= 500000
),
step_counts AS (
    SELECT load_id, provider, region, pool, step_us, count(*) AS times FROM all_steps GROUP BY ALL
),
steps AS (
    SELECT * FROM step_counts
    QUALIFY row_number() OVER (
        PARTITION BY load_id, provider, region, pool ORDER BY times DESC, step_us
    ) = 1
),
ranges AS (
    SELECT load_id, provider, region, pool,
        min(sampled_at) AS first_at, max(sampled_at) AS last_at
    FROM landing GROUP BY ALL
),
chips AS (
    SELECT load_id, provider, region, pool, chip, count(DISTINCT card) AS cards_known
    FROM landing GROUP BY ALL
),
hours AS (
    SELECT ranges.*, step_us, unnest(hours_touched(first_at, last_at)) AS hour_utc
    FROM ranges LEFT JOIN steps USING (load_id, provider, region, pool)
),
due AS (  -- scrape times of the hour: first_at, first_at + step, ... until last_at
    SELECT hours.*,
        date_diff('microsecond', first_at,
            least(last_at, hour_utc + INTERVAL 1 HOUR - INTERVAL 1 MICROSECOND)) // step_us
        - (date_diff('microsecond', first_at, greatest(first_at, hour_utc)) + step_us - 1)
            // step_us + 1 AS scrape_times
    FROM hours
),
cards AS (
    SELECT date_trunc('hour', sampled_at) AS hour_utc, load_id, provider, region, pool, chip, card,
        avg(utilisation_percent ORDER BY sampled_at) / 100 AS ratio, count(*) AS samples,
        min(line_number) AS first_line_number
    FROM landing GROUP BY ALL
),
seen AS (
    SELECT hour_utc, load_id, provider, region, pool, chip,
        avg(ratio ORDER BY card) AS utilisation_ratio, count(*) AS cards_seen,
        sum(samples) AS sample_count, min(first_line_number) AS first_line_number
    FROM cards GROUP BY ALL
)
SELECT
    due.hour_utc, due.provider, due.region, due.pool, chips.chip,
    utilisation_ratio,
    coalesce(cards_seen, 0) AS cards_seen,
    cards_known,
    coalesce(sample_count, 0) AS sample_count,
    cards_known * scrape_times AS expected_sample_count,
    least(1, scrape_times * step_us / 3600000000) AS covered_ratio,
    due.load_id,
    coalesce(first_line_number, 0) AS first_line_number
FROM due
JOIN chips USING (load_id, provider, region, pool)
LEFT JOIN seen USING (hour_utc, load_id, provider, region, pool, chip)
WHERE scrape_times IS NULL OR scrape_times > 0 OR sample_count > 0
