-- One row per pool: since when its cards are likely (half of the paths) and possibly (a tenth) too few,
-- by when to order, what is missing, and how many cards leave within the forecast; the most pressing
-- first. Read by: screens.capacity,
-- cli.capacity. Bound: $pool_id, or null for all.
WITH chosen AS (
  SELECT * FROM out_capacity_order WHERE $pool_id IS NULL OR pool_id = $pool_id
),
likely AS (FROM chosen WHERE risk_ratio = 0.5),
possible AS (FROM chosen WHERE risk_ratio = 0.1),
leaving AS (
  SELECT
    pool_id,
    sum(leaving_cards) AS leaving_cards,
    min(week_start) FILTER (leaving_cards > 0) AS first_leaving_week
  FROM out_capacity_ahead
  WHERE NOT is_extended
  GROUP BY pool_id
)
SELECT
  pool_id,
  likely.cut_off,
  likely.short_from,
  likely.short_from <= likely.cut_off + 7 AS is_short_now,
  likely.cause,
  likely.is_extended,
  likely.short_if_renewed_from,
  likely.supply_cards,
  likely.missing_cards,
  likely.most_missing_cards,
  likely.most_missing_week,
  likely.lead_time_months,
  likely.lead_time_source,
  likely.order_by,
  likely.is_overdue,
  likely.servers,
  likely.offer_id,
  likely.buying_cny_per_month,
  possible.short_from AS possible_short_from,
  possible.order_by AS possible_order_by,
  possible.missing_cards AS possible_missing_cards,
  leaving_cards,
  first_leaving_week
FROM likely
INNER JOIN possible USING (pool_id)
LEFT JOIN leaving USING (pool_id)
ORDER BY likely.short_from NULLS LAST, possible.short_from NULLS LAST,
  likely.missing_cards DESC, pool_id
