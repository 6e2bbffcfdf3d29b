-- One row per decision x local day of its term, or of the advised one, that the pool was measured on.
-- Reader: models.decisions.stage, after out_cost_daily has been written.
-- Hours are counted and summed where they were measured; what is used beyond so many cards is the
-- pay-as-you-go of an hour. `base` are the cards of contracts that run whatever was decided: one
-- that was entered because of the decision names it in its source. The pool's part of savings plans
-- counts as one for the cards that it pays for.
WITH term AS (
    SELECT
        decision_id,
        pool_id,
        CASE WHEN action IN ('buy', 'extend') THEN starts_on END AS starts_on,
        CASE WHEN action IN ('buy', 'extend') THEN ends_on END AS ends_on,
        CASE WHEN advised_action IN ('buy', 'extend') THEN advised_starts_on END
            AS advised_starts_on,
        CASE WHEN advised_action IN ('buy', 'extend') THEN advised_ends_on END AS advised_ends_on,
        units * cards_per_unit AS decided_cards,
        advised_units * advised_cards_per_unit AS advised_cards
    FROM core_decision
),

measured AS (
    SELECT
        pool_id,
        local_date,
        hours.used_card_hours::DECIMAL(18, 6) AS used,
        coalesce(savings_plan_card_hours / hours_in_day, 0)::DECIMAL(18, 6) AS plan_cards
    FROM out_pool_hourly AS hours
    LEFT JOIN out_cost_daily USING (pool_id, local_date)
    WHERE hours.used_card_hours IS NOT NULL
        AND pool_id IN (SELECT pool_id FROM core_decision)
),

-- One row per decision x contract of the same pool that does not come of it.
contract AS (
    SELECT term.decision_id, held.start_date, held.end_date, held.servers * held.cards_per_server AS cards
    FROM term
    INNER JOIN core_commitment AS held
        ON concat_ws('/', held.provider, held.region, held.pool, held.chip) = term.pool_id
    WHERE NOT contains(held.source, term.decision_id)
),

-- One row per decision x measured hour.
hour AS (
    SELECT
        term.decision_id,
        measured.local_date,
        measured.used,
        (
            SELECT coalesce(sum(contract.cards), 0) FROM contract
            WHERE contract.decision_id = term.decision_id
                AND measured.local_date BETWEEN contract.start_date AND contract.end_date
        )::DECIMAL(18, 6) + measured.plan_cards AS base,
        CASE WHEN measured.local_date BETWEEN term.starts_on AND term.ends_on
            THEN term.decided_cards ELSE 0 END::DECIMAL(18, 6) AS decided_cards,
        CASE WHEN measured.local_date BETWEEN term.advised_starts_on AND term.advised_ends_on
            THEN term.advised_cards ELSE 0 END::DECIMAL(18, 6) AS advised_cards
    FROM term
    INNER JOIN measured
        ON measured.pool_id = term.pool_id
        AND measured.local_date BETWEEN least(term.starts_on, term.advised_starts_on)
            AND greatest(term.ends_on, term.advised_ends_on)
)

SELECT
    hour.decision_id,
    hour.local_date,
    count(*) AS hours_measured,
    sum(hour.used) AS used_card_hours,
    sum(greatest(hour.used - hour.base, 0))::DECIMAL(18, 6) AS pay_as_you_go_hours,
    sum(greatest(hour.used - hour.base - hour.decided_cards, 0))::DECIMAL(18, 6) AS decided_hours,
    sum(greatest(hour.used - hour.base - hour.advised_cards, 0))::DECIMAL(18, 6) AS advised_hours,
    any_value(day.on_demand_price_cny) AS price_cny_per_card_hour,
    any_value(day.tax_basis) AS tax_basis
FROM hour
INNER JOIN core_decision USING (decision_id)
LEFT JOIN out_cost_daily AS day
    ON day.pool_id = core_decision.pool_id AND day.local_date = hour.local_date
GROUP BY hour.decision_id, hour.local_date
ORDER BY hour.decision_id, hour.local_date
