-- One row per pool: cost and use of the last 30 days, the dearest first, and its share of the
-- whole. Pools without any price come last. Read by: screens.overview.
-- Bound: $pools, pool_ids, or null for all.
WITH recent AS (
  SELECT * FROM out_cost_daily
  WHERE local_date > (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0) - 30
    AND ($pools IS NULL OR list_contains($pools::VARCHAR[], pool_id))
)
SELECT
  pool_id,
  any_value(pool) AS pool,
  any_value(chip) AS chip,
  any_value(provider) AS provider,
  sum(cost_cny)::DOUBLE AS cost_cny,
  sum(used_card_hours) AS used_card_hours,
  sum(cost_cny)::DOUBLE / nullif(sum(sum(cost_cny)) OVER (), 0) AS cost_share,
  sum(used_card_hours) / nullif(sum(sum(used_card_hours)) OVER (), 0) AS use_share
FROM recent
GROUP BY pool_id
ORDER BY cost_cny DESC NULLS LAST, used_card_hours DESC NULLS LAST, pool_id
