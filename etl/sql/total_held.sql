-- Grain: core_load_total. Sums of core_charge_daily after overlaps between loads are settled.
UPDATE core_load_total
SET amount_held = held.amount
FROM (
    UNPIVOT (
        SELECT
            load_id,
            currency,
            sum(billed_amount) AS billed,
            sum(effective_amount) AS effective,
            coalesce(sum(list_amount), 0) AS list,
            coalesce(sum(contracted_amount), 0) AS contracted
        FROM core_charge_daily
        GROUP BY load_id, currency
    )
    ON billed, effective, list, contracted
    INTO NAME measure VALUE amount
) AS held
WHERE held.load_id = core_load_total.load_id
  AND held.currency = core_load_total.currency
  AND held.measure = core_load_total.measure
