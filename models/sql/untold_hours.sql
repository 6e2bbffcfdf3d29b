-- Grain: one row per hour x pool with use that was not over when it was told. Reader: models.marts.
-- Bound: $no_clock_before, before which a clock is wrong.
WITH told AS (
    -- insert: part_usage_told
)
SELECT DISTINCT concat_ws('/', provider, region, pool, chip) AS pool_id, provider, hour_utc
FROM told
WHERE is_untold
ORDER BY pool_id, hour_utc
