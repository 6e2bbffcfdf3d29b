-- Grain: one row per agreement in hand that has not ended on $day, with what the use by the hour that it counts has
-- cost on its days so far.
-- Reader: models.buying.agreements_in_hand.
SELECT
  held.agreement_id, held.provider, held.region, held.chip, held.amount, held.discount_ratio,
  held.start_date, held.end_date, held.currency, held.tax_included, held.tax_rate,
  coalesce(sum(days.on_demand_cost_cny), 0)::DOUBLE AS by_hour_cny
FROM core_spend_agreement AS held
LEFT JOIN out_cost_daily AS days
  ON days.provider = held.provider
  AND days.region = coalesce(held.region, days.region)
  AND days.chip = coalesce(held.chip, days.chip)
  AND days.local_date BETWEEN held.start_date AND held.end_date
WHERE held.end_date >= $day
GROUP BY ALL
ORDER BY held.agreement_id
