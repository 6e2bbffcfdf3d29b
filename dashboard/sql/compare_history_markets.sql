-- One row per machine whose price has a history: one pay-as-you-go offer by the hour, and terms to
-- hold it against in the same currency and on the same tax basis; the pool's own machines first.
-- Read by: screens.compare_history. Bound: $pool_id, empty for none.
WITH offers AS (
  SELECT
    *,
    -- offers of one machine share the name before the last slash: gcp-list/us-central1/a3/1-year
    CASE WHEN contains(offer_id, '/') THEN regexp_replace(offer_id, '/[^/]*$', '') ELSE '' END
      AS machine,
    billing_mode = 'on_demand' AND unit IN ('card_hour', 'server_hour') AS is_hourly,
    billing_mode IN ('monthly', 'quarterly', 'annual', 'multi_year') AS is_rental
  FROM core_price
  WHERE price > 0
),
markets AS (
  SELECT
    CASE
      WHEN starts_with(machine, provider) THEN concat_ws('/', machine, chip)
      ELSE concat_ws('/', provider, region, nullif(machine, ''), chip)
    END AS market,
    provider, region, chip, machine, currency, tax_included, tax_rate
  FROM offers
  GROUP BY ALL
  HAVING count(DISTINCT offer_id) FILTER (is_hourly) = 1
    AND count(*) FILTER (is_rental) > 0
    AND count(DISTINCT valid_from) > 1
)
SELECT *
FROM markets
ORDER BY
  EXISTS (
    FROM out_cost_daily AS cost
    WHERE cost.pool_id = $pool_id
      AND cost.provider = markets.provider
      AND cost.region = markets.region
      AND cost.chip = markets.chip
  ) DESC,
  market, currency, tax_included, tax_rate
