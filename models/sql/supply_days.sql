-- One row per local day x pool: cards under contract, their fee, the price by the hour upstream.
-- Reader: models.supply_stage, after out_cost_daily. Bound: $first, $last, both included.
-- What savings plans counted makes the mean price by the hour; what of them was lost is a fee.
SELECT
    local_date,
    pool_id,
    provider,
    region,
    chip,
    CASE WHEN hours_in_day > 0 THEN committed_card_hours / hours_in_day ELSE 0 END
        AS committed_cards,
    commitment_cost_cny + coalesce(savings_plan_idle_cost_cny, savings_plan_cost_cny)
        AS commitment_cost_cny,
    CASE WHEN savings_plan_covered_card_hours > 0
        THEN (
            (on_demand_cost_cny + savings_plan_cost_cny - savings_plan_idle_cost_cny)
            / (on_demand_card_hours + savings_plan_covered_card_hours)
        )::DECIMAL(18, 6)
        ELSE on_demand_price_cny END AS on_demand_price_cny,
    hours_in_day - hours_measured AS hours_unmeasured
FROM out_cost_daily
WHERE local_date BETWEEN $first AND $last
ORDER BY pool_id, local_date
