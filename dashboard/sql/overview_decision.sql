-- One row per pool with offers: the offer that would have cost least over the window's real hours
-- beyond lasting contracts, and what it would have saved against pay-as-you-go alone; saving most
-- first. Where no offer saves, the one that comes nearest to its break-even. Beside it the servers
-- whose contracts end too soon to be counted as lasting ($notice_days): units replace them first.
-- Terms beyond a year are left to Compare: a few months of hours are no evidence for three years.
-- Read by: screens.overview.
WITH windows AS (
  SELECT pool_id, max(window_hours) AS window_hours, max(window_end) AS window_end
  FROM out_plan_cost GROUP BY pool_id
),
ending AS (
  SELECT
    windows.pool_id, sum(servers * cards_per_server) AS ending_cards, max(end_date) AS last_end
  FROM windows JOIN core_commitment AS contract
    ON contract.provider || '/' || region || '/' || pool || '/' || chip = windows.pool_id
    AND end_date >= window_end AND end_date < window_end + $notice_days
    AND start_date <= window_end
  GROUP BY windows.pool_id
)
SELECT
  offers.pool_id, offer_id, billing_mode, term_months, unit, cards_per_unit, best_units,
  best_units * unit_fee_cny_per_month / hours_per_month AS commitment_cny_per_hour,
  break_even_utilisation_ratio, first_unit_utilisation_ratio,
  window_hours,
  best_saving_cny, ending_cards, last_end
FROM out_break_even AS offers JOIN windows USING (pool_id) LEFT JOIN ending USING (pool_id)
WHERE term_months <= 12
QUALIFY row_number() OVER (
  PARTITION BY offers.pool_id
  ORDER BY
    best_saving_cny DESC,
    first_unit_utilisation_ratio - break_even_utilisation_ratio DESC,
    offer_id
) = 1
ORDER BY
  best_saving_cny DESC,
  first_unit_utilisation_ratio - break_even_utilisation_ratio DESC,
  offers.pool_id
