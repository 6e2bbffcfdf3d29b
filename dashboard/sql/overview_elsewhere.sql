-- One row per currency that was billed, and one for tokens: what is known besides card-hours, how
-- much of it, from when to when. A bill's amount is what core holds of it; one that was
-- replaced or rejected whole is none.
-- Read by: screens.overview_elsewhere.
SELECT
  'bill' AS kind, currency,
  sum(amount_held)::DOUBLE AS amount,
  min(period_start)::DATE AS first_day, max(period_end)::DATE AS last_day
FROM core_load_total JOIN core_load USING (load_id)
WHERE measure = 'billed' AND amount_held <> 0
GROUP BY currency
UNION ALL
SELECT
  'tokens', NULL, sum(input_tokens + output_tokens)::DOUBLE, min(local_date), max(local_date)
FROM out_token_cost_daily
HAVING count(*) > 0
ORDER BY kind, amount DESC
