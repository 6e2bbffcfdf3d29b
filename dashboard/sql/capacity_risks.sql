-- One row per risk of one pool, the most certain first: since when it is short, by when to order.
-- Read by: screens.capacity. Bound: $pool_id.
SELECT risk_ratio, short_from, order_by, is_overdue, missing_cards, is_extended, basis
FROM out_capacity_order
WHERE pool_id = $pool_id
ORDER BY risk_ratio DESC
