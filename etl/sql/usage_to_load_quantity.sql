-- Grain: core_load_quantity, without what core holds. Reads: landing of source `usage`.
-- A daily row is divided by its hours in floating point: one microsecond a row in core is allowed.
SELECT
    load_id,
    CAST(sum(CAST(round(used_card_hours * 3600000000) AS HUGEINT)) AS DECIMAL(38, 0))
        AS card_microseconds_landed,
    sum(CASE WHEN period = 'day' THEN 25 ELSE 1 END) AS rounding_allowance
FROM landing
GROUP BY load_id
