-- Grain: one row per pool whose cards were measured at the forecast's cut-off.
-- Reader: models.capacity_plan.reading.
SELECT pool_id, any_value(capacity_if_renewed_cards) AS cards
FROM out_capacity_risk
GROUP BY pool_id
