-- One row per step of the ladder that somebody has to decide on, due or to come, with what it saves
-- over how many months, and where the knob stood. Read by: dashboard.decisions.
SELECT
    step.*,
    choice.horizon_months,
    choice.evidence_share
FROM out_ladder AS step
LEFT JOIN out_ladder_choice AS choice
    ON choice.scope = step.pool_id AND choice.choice = 'ladder'
WHERE step.action <> 'keep'
ORDER BY
    step.is_due DESC, step.decide_on, step.saving_cny DESC NULLS LAST,
    step.pool_id, step.action, step.offer_id, step.starts_on
