-- Grain: core_load_total. Reads: landing in FOCUS's columns; total_at_the_door, from the records.
-- The sums have one type: a kept file's columns may have different ones, and UNPIVOT would take one of them.
-- What core holds is filled in by total_in_core and total_held, when core is there.
WITH landed AS (
    UNPIVOT (
        SELECT
            load_id,
            BillingCurrency AS currency,
            coalesce(sum(BilledCost), 0)::DECIMAL(38, 18) AS billed,
            coalesce(sum(EffectiveCost), 0)::DECIMAL(38, 18) AS effective,
            coalesce(sum(ListCost), 0)::DECIMAL(38, 18) AS list,
            coalesce(sum(ContractedCost), 0)::DECIMAL(38, 18) AS contracted
        FROM landing
        GROUP BY load_id, currency
    )
    ON billed, effective, list, contracted
    INTO NAME measure VALUE amount_landed
)
SELECT
    load_id,
    measure,
    currency,
    amount_read,
    amount_rejected,
    amount_duplicate,
    coalesce(amount_landed, 0) AS amount_landed,
    0 AS amount_in_core,
    0 AS amount_held,
    rows_read,
    rows_without_amount
FROM landed
FULL JOIN total_at_the_door USING (load_id, measure, currency)
WHERE load_id IN (SELECT load_id FROM load_of_source)
