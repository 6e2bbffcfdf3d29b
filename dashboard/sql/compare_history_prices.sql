-- One row per offer of one machine x valid_from: pay-as-you-go by the hour, and its terms. Read by:
-- screens.compare_history. Bound: $provider, $region, $chip, $machine, $currency, $tax_included,
-- $tax_rate (text).
SELECT
  offer_id, valid_from, valid_to, provider, region, chip, cards, billing_mode, term_months, price,
  currency, unit, tax_included, tax_rate
FROM core_price
WHERE provider = $provider
  AND region = $region
  AND chip = $chip
  AND currency = $currency
  AND tax_included = $tax_included
  AND tax_rate = CAST($tax_rate AS DECIMAL(6, 4))
  AND price > 0
  AND CASE WHEN contains(offer_id, '/') THEN regexp_replace(offer_id, '/[^/]*$', '') ELSE '' END
    = $machine
  AND (
    (billing_mode = 'on_demand' AND unit IN ('card_hour', 'server_hour'))
    OR billing_mode IN ('monthly', 'quarterly', 'annual', 'multi_year')
  )
ORDER BY offer_id, valid_from
