-- Grain: load of a usage source. Card time that core_usage_hourly holds of it at the moment.
CREATE OR REPLACE TEMP VIEW load_quantity AS
SELECT
    load_id,
    CAST(sum(CAST(round(used_card_hours * 3600000000) AS HUGEINT)) AS DECIMAL(38, 0))
        AS card_microseconds
FROM core_usage_hourly
GROUP BY load_id
