-- One row per price of a chip of the catalogue: offers of the price book that hold on the last day of
-- data, each market's newest quote of the year before it. Read by: screens.chips, cli.chips.
WITH last_day AS (
  SELECT coalesce(
    (SELECT max(local_date) FROM out_cost_daily),
    (SELECT max(valid_from) FROM core_price),
    (SELECT max(observed_on) FROM core_rental_quote)
  ) AS day
),
offers AS (
  SELECT *
  FROM core_price, last_day
  WHERE valid_from <= day AND price > 0 AND billing_mode NOT IN ('spot', 'purchase', 'capacity_block')
  QUALIFY row_number() OVER (PARTITION BY offer_id, region, chip ORDER BY valid_from DESC) = 1
    AND (valid_to IS NULL OR valid_to >= day)
),
quotes AS (
  SELECT *
  FROM core_rental_quote, last_day
  WHERE category IN ('gpu_rent', 'gpu_cloud') AND observed_on BETWEEN day - 365 AND day
    AND price > 0 AND coalesce(review_state, '') <> 'review'
    AND billing_mode NOT IN ('spot', 'capacity_block')
  QUALIFY row_number() OVER (
    PARTITION BY market, region, chip, cards, billing_mode, term_months ORDER BY observed_on DESC, price
  ) = 1
),
prices AS (
  SELECT
    'offer' AS kind, chip, provider AS seller, region, cards, billing_mode, term_months, price, currency,
    unit, tax_included, tax_rate, valid_from AS priced_on, '' AS missing_fields,
    NULL AS grade, source
  FROM offers
  UNION ALL
  SELECT
    'quote', chip, market, region, cards, billing_mode, term_months, price, currency,
    unit, tax_included, NULL, observed_on, coalesce(missing_fields, ''), grade, source
  FROM quotes
)
SELECT prices.*, origin, fp16_dense_tflops AS dense_tflops
FROM prices
INNER JOIN core_chip USING (chip)
ORDER BY chip, kind, seller, region, term_months, price
