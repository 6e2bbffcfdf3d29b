-- One row per hour x pool, without holes between the pool's first and last hour.
-- Reader: models.marts. Bound: $time_zone, the company's IANA zone.
-- Summed as decimals, because the sum of doubles depends on the order of threads.
-- A sum with an unknown part is unknown: missing is not zero.
-- From where on a job log knows only a part of the use, the use is unknown too, unless another log of
-- the pool knows the hour wholly; what was told stays in core.
WITH measured AS (
    SELECT
        provider, region, pool, chip, hour_utc,
        sum(used_card_hours::DECIMAL(18, 6)) AS used_card_hours,
        CASE WHEN count(useful_card_hours) = count(*)
            THEN sum(useful_card_hours::DECIMAL(18, 6)) END AS useful_card_hours,
        CASE WHEN count(queued_card_hours) = count(*)
            THEN sum(queued_card_hours::DECIMAL(18, 6)) END AS queued_card_hours,
        min(measured_per) AS measured_per,  -- `day` wins over `hour`
        bool_or(coalesce(hour_utc >= partly_from, false)) AS is_partly_told
    FROM core_usage_hourly
    LEFT JOIN (
        SELECT load_id, provider, region, pool, date_trunc('hour', whole_until_utc) AS partly_from
        FROM core_job_log
    ) USING (load_id, provider, region, pool)
    GROUP BY ALL
),

wholly_known AS (
    SELECT DISTINCT measured.provider, measured.region, measured.pool, hour_utc
    FROM measured
    INNER JOIN core_job_log
        ON core_job_log.provider = measured.provider AND core_job_log.region = measured.region
        AND core_job_log.pool = measured.pool
        AND hour_utc >= date_trunc('hour', first_start_utc)
        AND hour_utc < date_trunc('hour', whole_until_utc)
    WHERE is_partly_told
),

pools AS (
    SELECT provider, region, pool, chip, min(hour_utc) AS first_hour, max(hour_utc) AS last_hour
    FROM measured
    GROUP BY ALL
),

dense AS (
    SELECT
        provider, region, pool, chip,
        unnest(generate_series(first_hour, last_hour, INTERVAL 1 HOUR)) AS hour_utc
    FROM pools
),

local_hours AS (
    SELECT hour_utc, timezone($time_zone, timezone('UTC', hour_utc)) AS local_time
    FROM (SELECT DISTINCT hour_utc FROM dense)
)

SELECT
    hour_utc,
    local_time::DATE AS local_date,
    date_part('hour', local_time) AS local_hour,
    concat_ws('/', provider, region, pool, chip) AS pool_id,
    provider, region, pool, chip,
    coalesce(is_partly_told, false) AND wholly_known.pool IS NULL AS is_partly_reported,
    CASE WHEN NOT is_partly_reported THEN used_card_hours::DOUBLE END AS used_card_hours,
    CASE WHEN NOT is_partly_reported THEN useful_card_hours::DOUBLE END AS useful_card_hours,
    CASE WHEN NOT is_partly_reported THEN queued_card_hours::DOUBLE END AS queued_card_hours,
    capacity_cards,
    measured_per
FROM dense
INNER JOIN local_hours USING (hour_utc)
LEFT JOIN measured USING (provider, region, pool, chip, hour_utc)
LEFT JOIN wholly_known USING (provider, region, pool, hour_utc)
LEFT JOIN core_capacity_hourly USING (provider, region, pool, chip, hour_utc)
ORDER BY pool_id, hour_utc
