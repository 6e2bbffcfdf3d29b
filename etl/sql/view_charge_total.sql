-- Grain: load x currency x measure; the sums of core_charge_daily as it stands when this is read.
-- Read by: total_in_core, total_held.
CREATE OR REPLACE TEMP VIEW charge_total AS
UNPIVOT (
    SELECT
        load_id,
        currency,
        sum(billed_amount) AS billed,
        coalesce(sum(effective_amount), 0) AS effective,
        coalesce(sum(list_amount), 0) AS list,
        coalesce(sum(contracted_amount), 0) AS contracted
    FROM core_charge_daily
    GROUP BY load_id, currency
)
ON billed, effective, list, contracted
INTO NAME measure VALUE amount
