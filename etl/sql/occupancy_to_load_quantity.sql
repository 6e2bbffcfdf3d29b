-- Grain: core_load_quantity, without what core holds. Reads: landing of source `occupancy`.
-- An hour counts as the mean of its minutes that were seen, times one hour.
WITH hours AS (
    SELECT load_id, sum(used_cards) / count(*) AS card_hours
    FROM landing
    GROUP BY load_id, epoch(minute)::BIGINT // 3600, provider, region, pool, chip, project,
        workload_class
)
SELECT
    load_id,
    CAST(sum(CAST(round(card_hours * 3600000000) AS HUGEINT)) AS DECIMAL(38, 0))
        AS card_microseconds_landed,
    count(*) AS rounding_allowance
FROM hours
GROUP BY load_id
