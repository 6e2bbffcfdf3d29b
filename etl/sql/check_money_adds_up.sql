-- Grain: one row per load, measure and currency whose money is not where it should be, exactly:
-- read = landed + rejected + repeated, and landed = core. A measure that some lines lack cannot be
-- compared with core, where a group with such a line has no amount; none lacks what it billed.
SELECT core_load.file_name, total.*
FROM core_load_total AS total
JOIN core_load ON core_load.load_id = total.load_id
WHERE total.amount_read
        <> total.amount_landed + total.amount_rejected + total.amount_duplicate
   OR (total.rows_without_amount = 0 AND total.amount_landed <> total.amount_in_core)
   OR (total.measure = 'billed' AND total.amount_landed <> total.amount_in_core)
