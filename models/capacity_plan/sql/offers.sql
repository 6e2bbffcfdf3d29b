-- Grain: one row per pool: the cheapest rental of cards on offer to it, by the card.
-- Reader: models.capacity_plan.reading, after out_break_even has been written.
SELECT
  pool_id,
  arg_min(offer_id, (unit_fee_cny_per_month / cards_per_unit, term_months, offer_id)) AS offer_id,
  arg_min(cards_per_unit, (unit_fee_cny_per_month / cards_per_unit, term_months, offer_id)) AS cards,
  arg_min(unit_fee_cny_per_month, (unit_fee_cny_per_month / cards_per_unit, term_months, offer_id))
    AS fee_cny
FROM out_break_even
WHERE unit = 'server' AND cards_per_unit > 0
GROUP BY pool_id
