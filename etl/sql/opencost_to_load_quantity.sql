-- Grain: core_load_quantity, without what core holds. Reads: landing of source `opencost`.
-- A window is divided by its hours in floating point: one microsecond a row in core is allowed.
SELECT
    load_id,
    CAST(sum(CAST(round(gpu_hours * 3600000000) AS HUGEINT)) AS DECIMAL(38, 0))
        AS card_microseconds_landed,
    sum(date_diff('hour', window_start, window_end)) + count(*) AS rounding_allowance
FROM landing
WHERE NOT contains(name, '__idle__')
GROUP BY load_id
