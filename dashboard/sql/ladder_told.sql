-- One row per step of the ladder as it is told: what several pools draw from is one step, with its
-- pools by comma. What is due first, by saving, then what comes later.
-- Read by: screens.commitments, screens.overview_ladder. Bound: $pools, null for all.
SELECT
  is_due, action, string_agg(pool_id, ', ' ORDER BY pool_id) AS pool_id, sum(units) AS units,
  offer_id, billing_mode, term_months, unit, cards_per_unit,
  sum(committed_cny_per_hour) AS committed_cny_per_hour, decide_on, starts_on, ends_on,
  max(decide_again_on) AS decide_again_on, sum(saving_cny) AS saving_cny,
  if(count(*) = 1, any_value(confidence_ratio), NULL) AS confidence_ratio
FROM out_ladder
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
GROUP BY
  if(unit IN ('currency_per_hour', 'agreement'), NULL, out_ladder.rowid), is_due, action, offer_id,
  billing_mode, term_months, unit, cards_per_unit, decide_on, starts_on, ends_on
ORDER BY is_due DESC, decide_on, sum(saving_cny) DESC NULLS LAST, pool_id, offer_id, starts_on
