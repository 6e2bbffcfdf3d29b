-- One row per decision x month of its term that has begun: expected and realised, CNY, and what the
-- advice would have saved. Read by: screens.decisions_kept, dashboard.cli.decisions.
SELECT
    outcome.decision_id, core_decision.verdict, outcome.pool_id, outcome.month,
    outcome.expected_saving_cny, outcome.realised_saving_cny,
    (outcome.pay_as_you_go_cost_cny - outcome.advised_cost_cny)::DECIMAL(18, 2)
        AS advised_saving_cny,
    outcome.decided_cost_cny, outcome.advised_cost_cny, outcome.pay_as_you_go_cost_cny,
    outcome.used_card_hours, outcome.hours_measured, outcome.hours_in_month, outcome.outcome_gap
FROM out_decision_outcome AS outcome
LEFT JOIN core_decision USING (decision_id)
ORDER BY outcome.decision_id, outcome.month
