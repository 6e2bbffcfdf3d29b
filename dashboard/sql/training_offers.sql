-- One row per offer of the price book that nobody undercuts, its newest price: of each chip, way of
-- billing and term the cheapest that is sold alike. Reader: dashboard.screens.training_places.
WITH newest AS (
  SELECT *
  FROM core_price
  WHERE billing_mode <> 'purchase' AND currency = 'CNY'
  QUALIFY row_number() OVER (PARTITION BY offer_id ORDER BY valid_from DESC) = 1
)
SELECT *
FROM newest
QUALIFY price <= min(price) OVER (
  PARTITION BY
    chip, billing_mode, term_months, cards, unit, tax_included, tax_rate, power_included,
    network_included, cabinet_included
)
ORDER BY offer_id
