-- Grain: one row per billing account, billing period, provider and load whose charges a newer export
-- replaces. For each of these the newest export holds, whole: a corrected export that drops a line
-- removes it. Loads that are parts of one export (`delivery`) add up; among them a newer file of the
-- same name replaces the older. Read by warn_replaced_charge and supersede_charge.
CREATE OR REPLACE TEMPORARY TABLE stale_charge AS
WITH scope AS (
    SELECT DISTINCT
        charge.billing_account_id,
        charge.billing_period_start,
        charge.provider,
        charge.delivery,
        charge.load_id,
        core_load.file_name,
        core_load.sequence
    FROM core_charge_daily AS charge
    JOIN core_load ON core_load.load_id = charge.load_id
)
SELECT
    *,
    arg_max(delivery, sequence) OVER export AS newest_delivery
FROM scope
WINDOW
    export AS (PARTITION BY billing_account_id, billing_period_start, provider),
    part AS (PARTITION BY billing_account_id, billing_period_start, provider, delivery, file_name)
QUALIFY delivery <> newest_delivery OR sequence < max(sequence) OVER part
