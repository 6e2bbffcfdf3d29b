-- Grain: core_charge_daily. Removes what stale_charge names.
DELETE FROM core_charge_daily
USING stale_charge
WHERE core_charge_daily.load_id = stale_charge.load_id
  AND core_charge_daily.billing_account_id = stale_charge.billing_account_id
  AND core_charge_daily.billing_period_start = stale_charge.billing_period_start
  AND core_charge_daily.provider = stale_charge.provider
