-- Grain: core_load_warning. Reads: landing in FOCUS's columns. Steps of the cost ladder that are
-- turned round, by absolute value so that refunds and credits keep their ladder too. The sums have one type,
-- as in focus_to_load_total.
WITH step AS (
    SELECT
        load_id,
        BillingCurrency AS currency,
        abs(BilledCost) - abs(ListCost) AS billed_above_list,
        abs(EffectiveCost) - abs(ContractedCost) AS effective_above_contracted,
        abs(ContractedCost) - abs(ListCost) AS contracted_above_list,
        CASE WHEN ListCost IS NULL OR ContractedCost IS NULL OR EffectiveCost IS NULL THEN BilledCost END
            AS amount_missing
    FROM landing
    WHERE abs(BilledCost) > abs(ListCost)
       OR abs(EffectiveCost) > abs(ContractedCost)
       OR abs(ContractedCost) > abs(ListCost)
       OR ListCost IS NULL
       OR ContractedCost IS NULL
       OR EffectiveCost IS NULL
),
summed AS (
    SELECT
        load_id,
        currency,
        {
            'lines': count(*) FILTER (billed_above_list > 0),
            'amount': (sum(billed_above_list) FILTER (billed_above_list > 0))::DECIMAL(38, 18)
        } AS billed_above_list,
        {
            'lines': count(*) FILTER (effective_above_contracted > 0),
            'amount': (sum(effective_above_contracted) FILTER (effective_above_contracted > 0))::DECIMAL(38, 18)
        } AS effective_above_contracted,
        {
            'lines': count(*) FILTER (contracted_above_list > 0),
            'amount': (sum(contracted_above_list) FILTER (contracted_above_list > 0))::DECIMAL(38, 18)
        } AS contracted_above_list,
        {'lines': count(amount_missing), 'amount': sum(amount_missing)::DECIMAL(38, 18)} AS amount_missing
    FROM step
    GROUP BY load_id, currency
),
warned AS (
    UNPIVOT (
        SELECT
            load_id,
            currency,
            billed_above_list,
            effective_above_contracted,
            contracted_above_list,
            amount_missing
        FROM summed
    )
    ON billed_above_list, effective_above_contracted, contracted_above_list, amount_missing
    INTO NAME warning VALUE step
)
SELECT load_id, warning, currency, step.lines AS source_row_count, step.amount AS amount
FROM warned
WHERE step.lines > 0
