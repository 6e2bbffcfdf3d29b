-- Grain: core_load_total. Sums of core_charge_daily before overlaps between loads are settled.
UPDATE core_load_total
SET amount_in_core = charge_total.amount
FROM charge_total
WHERE charge_total.load_id = core_load_total.load_id
  AND charge_total.currency = core_load_total.currency
  AND charge_total.measure = core_load_total.measure
