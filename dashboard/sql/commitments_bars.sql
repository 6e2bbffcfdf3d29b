-- One row per bar of the ladder: contracts in hand as core has them, each pool's part of savings
-- plans in hand as the ladder has it, then what is bought, in order of time. A contract that the
-- ladder lets end or keeps is one bar, with the day of its decision; what begins and ends on the
-- same days by the same offer is one, too.
-- Read by: screens.commitments. Bound: $pools, null for all.
WITH known AS (
  SELECT max(local_date) AS last_day FROM out_cost_daily WHERE hours_measured > 0
),
in_hand AS (
  SELECT
    provider || '/' || region || '/' || pool || '/' || chip AS pool_id,
    commitment_id AS offer_id, 'in_hand' AS state, servers::DOUBLE AS units,
    NULL::DOUBLE AS committed_cny_per_hour, start_date AS starts_on, end_date AS ends_on
  FROM core_commitment CROSS JOIN known
  WHERE last_day IS NULL OR end_date >= last_day
  UNION ALL
  SELECT pool_id, offer_id, 'in_hand', units, committed_cny_per_hour, starts_on, ends_on
  FROM out_ladder
  WHERE action IN ('keep', 'let_run_out') AND unit = 'currency_per_hour'
),
judged AS (
  SELECT pool_id, offer_id, any_value(action) AS action, max(decide_again_on) AS decide_again_on
  FROM out_ladder
  WHERE action IN ('keep', 'let_run_out')
  GROUP BY pool_id, offer_id
),
bought AS (
  SELECT
    pool_id, offer_id, if(is_due, 'due', 'later') AS state, sum(units) AS units,
    sum(committed_cny_per_hour) AS committed_cny_per_hour, starts_on, ends_on, action,
    max(decide_again_on) AS decide_again_on
  FROM out_ladder
  WHERE action IN ('buy', 'extend') AND units > 0
  GROUP BY ALL
),
bars AS (
  SELECT in_hand.*, action, decide_again_on FROM in_hand LEFT JOIN judged USING (pool_id, offer_id)
  UNION ALL
  SELECT * FROM bought
)
SELECT * FROM bars
WHERE $pools IS NULL OR list_contains($pools::VARCHAR[], pool_id)
ORDER BY pool_id, state <> 'in_hand', offer_id, starts_on, ends_on
