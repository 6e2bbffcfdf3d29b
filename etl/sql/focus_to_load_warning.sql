-- Grain: core_load_warning. Reads: landing in FOCUS's columns. Steps of the cost ladder that are
-- turned round, by absolute value so that refunds and credits keep their ladder too.
WITH step AS (
    SELECT
        load_id,
        BillingCurrency AS currency,
        unnest([
            {'warning': 'billed_above_list', 'difference': abs(BilledCost) - abs(ListCost)},
            {'warning': 'effective_above_contracted', 'difference': abs(EffectiveCost) - abs(ContractedCost)},
            {'warning': 'contracted_above_list', 'difference': abs(ContractedCost) - abs(ListCost)},
            {
                'warning': 'amount_missing',
                'difference': CASE WHEN ListCost IS NULL OR ContractedCost IS NULL THEN BilledCost END
            }
        ], recursive := true)
    FROM landing
)
SELECT load_id, warning, currency, count(*) AS source_row_count, sum(difference) AS amount
FROM step
WHERE difference > 0 OR (warning = 'amount_missing' AND difference IS NOT NULL)
GROUP BY load_id, warning, currency
