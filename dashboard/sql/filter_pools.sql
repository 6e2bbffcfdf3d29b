-- One row per pool, the dearest first: what filters know it by. Read by: components.filter_lists.
-- Bound: $named, $classes: settings.compute_class, its names (providers and chips) and their classes.
SELECT
  pool_id, provider, region, chip, coalesce(any_value(origin), 'unknown') AS origin,
  coalesce(
    ($classes::VARCHAR[])[list_position($named::VARCHAR[], provider)],
    ($classes::VARCHAR[])[list_position($named::VARCHAR[], chip)],
    any_value(compute_class), 'unknown'
  ) AS compute
FROM out_cost_daily LEFT JOIN core_chip USING (chip)
GROUP BY pool_id, provider, region, chip
ORDER BY sum(cost_cny) DESC NULLS LAST, sum(used_card_hours) DESC NULLS LAST, pool_id
