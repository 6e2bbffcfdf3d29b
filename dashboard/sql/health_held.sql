-- One row per market quote held for review, the newest first. Read by: screens.health.
SELECT
  observed_on, market, chip, cards, price, currency, unit, review_reason, source, load_id,
  line_number
FROM core_rental_quote
WHERE review_state = 'review'
ORDER BY observed_on DESC, market, chip, load_id, line_number
