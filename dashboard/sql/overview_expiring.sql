-- One row per contract in hand that ends within the notice after the last day of data, soonest
-- first. Read by: screens.overview. Bound: $notice_days.
WITH bounds AS (
  SELECT max(local_date) AS last_day FROM out_cost_daily WHERE hours_measured > 0
)
SELECT
  commitment_id, provider || '/' || region || '/' || pool || '/' || chip AS pool_id, pool, chip,
  servers, cards_per_server, end_date
FROM core_commitment CROSS JOIN bounds
WHERE end_date BETWEEN last_day AND last_day + CAST($notice_days AS INTEGER)
ORDER BY end_date, commitment_id
