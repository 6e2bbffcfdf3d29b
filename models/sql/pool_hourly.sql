-- One row per hour x pool asked for, without holes between the pool's first and last hour.
-- Reader: models.pool_hours. Bound: $time_zone, the company's IANA zone, and some of the pools by
-- $provider, $region, $pool and $chip, lists of one length: a pool's `number` is its place in them;
-- $no_clock_before, before which a clock is wrong.
-- Summed as decimals, because the sum of doubles depends on the order of threads.
-- A sum with an unknown part is unknown: missing is not zero.
-- From where on a job log knows only a part of the use, the use is unknown too, unless another log of
-- the pool knows the hour wholly; what was told stays in core. So is what was not over when it was told,
-- and no pool goes on until such hours alone: forecasts would begin after them.
WITH asked AS (
    SELECT
        unnest($provider) AS provider, unnest($region) AS region,
        unnest($pool) AS pool, unnest($chip) AS chip,
        unnest(range(len($pool)))::UINTEGER AS number
),

told AS (
    -- insert: part_usage_told
),

measured AS (
    SELECT
        number, hour_utc,
        sum(used_card_hours::DECIMAL(18, 6)) AS used_card_hours,
        CASE WHEN count(useful_card_hours) = count(*)
            THEN sum(useful_card_hours::DECIMAL(18, 6)) END AS useful_card_hours,
        CASE WHEN count(queued_card_hours) = count(*)
            THEN sum(queued_card_hours::DECIMAL(18, 6)) END AS queued_card_hours,
        min(measured_per) AS measured_per,  -- `day` wins over `hour`
        bool_or(coalesce(hour_utc >= partly_from, false)) AS is_partly_told,
        bool_or(is_untold) AS is_untold,
        bool_and(is_untold) AS is_wholly_untold
    FROM told
    INNER JOIN asked USING (provider, region, pool, chip)
    LEFT JOIN (
        SELECT load_id, provider, region, pool, date_trunc('hour', whole_until_utc) AS partly_from
        FROM core_job_log
    ) USING (load_id, provider, region, pool)
    GROUP BY ALL
),

wholly_known AS (
    SELECT DISTINCT number, hour_utc, true AS is_wholly_known
    FROM measured
    INNER JOIN asked USING (number)
    INNER JOIN core_job_log USING (provider, region, pool)
    WHERE is_partly_told
        AND hour_utc >= date_trunc('hour', first_start_utc)
        AND hour_utc < date_trunc('hour', whole_until_utc)
),

pools AS (
    SELECT number, min(hour_utc) AS first_hour, max(hour_utc) AS last_hour
    FROM measured
    WHERE NOT is_wholly_untold
    GROUP BY number
),

dense AS (
    SELECT number, unnest(generate_series(first_hour, last_hour, INTERVAL 1 HOUR)) AS hour_utc
    FROM pools
),

capacity AS (
    SELECT number, hour_utc, capacity_cards
    FROM core_capacity_hourly
    INNER JOIN asked USING (provider, region, pool, chip)
),

local_hours AS (
    SELECT hour_utc, timezone($time_zone, timezone('UTC', hour_utc)) AS local_time
    FROM (SELECT DISTINCT hour_utc FROM dense)
)

SELECT
    number,
    hour_utc,
    local_time::DATE AS local_date,
    date_part('hour', local_time)::TINYINT AS local_hour,
    coalesce(is_untold OR (is_partly_told AND is_wholly_known IS NULL), false) AS is_partly_reported,
    CASE WHEN NOT is_partly_reported THEN used_card_hours::DOUBLE END AS used_card_hours,
    CASE WHEN NOT is_partly_reported THEN useful_card_hours::DOUBLE END AS useful_card_hours,
    CASE WHEN NOT is_partly_reported THEN queued_card_hours::DOUBLE END AS queued_card_hours,
    capacity_cards,
    measured_per
FROM dense
INNER JOIN local_hours USING (hour_utc)
LEFT JOIN measured USING (number, hour_utc)
LEFT JOIN wholly_known USING (number, hour_utc)
LEFT JOIN capacity USING (number, hour_utc)
ORDER BY number, hour_utc
