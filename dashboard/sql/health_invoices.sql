-- One row per invoice, or per account x month x currency where charges name no invoice: what the
-- charges come to beside it. What differs stands first. Read by: screens.health_accounts.
SELECT
  check_state,
  provider,
  invoice_id,
  billing_account_id,
  billing_month,
  currency,
  charge_amount,
  invoice_amount,
  difference,
  is_tax_compared,
  coalesce(is_provisional, false) AS is_provisional,
  matched_by,
  given_by,
  source_row_count,
  load_id
FROM core_invoice_check
ORDER BY
  array_position(['differs', 'no_charges', 'no_invoice', 'agrees'], check_state),
  is_provisional, abs(difference) DESC NULLS LAST, billing_month DESC, provider, invoice_id, currency,
  given_by
