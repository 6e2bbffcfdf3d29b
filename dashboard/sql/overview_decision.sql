-- One row per pool with offers: the offer that would have cost least over the window's real hours,
-- and what that saves in a year at the window's rate; saving most first. Where no offer saves, the
-- one that comes nearest to its break-even. The window counts measured hours only.
-- Terms beyond a year are left to Compare: a few months of hours are no evidence for three years.
-- Read by: screens.overview.
WITH windows AS (
  SELECT pool_id, max(window_hours) AS window_hours FROM out_plan_cost GROUP BY pool_id
)
SELECT
  offers.pool_id, offer_id, billing_mode, term_months, cards_per_unit, best_units,
  break_even_utilisation_ratio, first_unit_utilisation_ratio,
  window_hours,
  best_saving_cny::DOUBLE / window_hours * 365 * 24 AS saving_cny_per_year
FROM out_break_even AS offers JOIN windows USING (pool_id)
WHERE term_months <= 12
QUALIFY row_number() OVER (
  PARTITION BY offers.pool_id
  ORDER BY
    best_saving_cny DESC,
    first_unit_utilisation_ratio - break_even_utilisation_ratio DESC,
    offer_id
) = 1
ORDER BY
  saving_cny_per_year DESC,
  first_unit_utilisation_ratio - break_even_utilisation_ratio DESC,
  offers.pool_id
