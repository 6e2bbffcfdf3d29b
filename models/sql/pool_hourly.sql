-- One row per hour x pool, without holes between the pool's first and last hour.
-- Reader: models.marts. Bound: $time_zone, the company's IANA zone.
-- Summed as decimals, because the sum of doubles depends on the order of threads.
-- A sum with an unknown part is unknown: missing is not zero.
WITH measured AS (
    SELECT
        provider, region, pool, chip, hour_utc,
        sum(used_card_hours::DECIMAL(18, 6)) AS used_card_hours,
        CASE WHEN count(useful_card_hours) = count(*)
            THEN sum(useful_card_hours::DECIMAL(18, 6)) END AS useful_card_hours,
        CASE WHEN count(queued_card_hours) = count(*)
            THEN sum(queued_card_hours::DECIMAL(18, 6)) END AS queued_card_hours,
        min(measured_per) AS measured_per  -- `day` wins over `hour`
    FROM core_usage_hourly
    GROUP BY ALL
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
    used_card_hours::DOUBLE AS used_card_hours,
    useful_card_hours::DOUBLE AS useful_card_hours,
    queued_card_hours::DOUBLE AS queued_card_hours,
    capacity_cards,
    measured_per
FROM dense
INNER JOIN local_hours USING (hour_utc)
LEFT JOIN measured USING (provider, region, pool, chip, hour_utc)
LEFT JOIN core_capacity_hourly USING (provider, region, pool, chip, hour_utc)
ORDER BY pool_id, hour_utc
