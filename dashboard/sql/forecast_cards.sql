-- One row per period of one pool, ascending: its cards in hand, measured before the cut-off, after it
-- with contracts as signed. Read by: screens.forecast_cards. Bound: $pool_id, $grain. A period in which a
-- day's cards are unknown is left out.
WITH days AS (
  SELECT local_date, max(capacity_cards) AS cards
  FROM out_pool_hourly
  WHERE pool_id = $pool_id AND local_date < (
    SELECT min(local_date) FROM out_capacity_risk WHERE pool_id = $pool_id
  )
  GROUP BY local_date
  UNION ALL
  SELECT local_date, capacity_cards FROM out_capacity_risk WHERE pool_id = $pool_id
)
SELECT
  date_trunc($grain, local_date)::DATE AS period_start,
  min(cards) AS cards_min,
  24 * sum(cards ORDER BY local_date) AS card_hours
FROM days
WHERE cards IS NOT NULL
GROUP BY period_start
HAVING count(*) = CASE $grain
  WHEN 'month' THEN day(last_day(period_start)) WHEN 'week' THEN 7 ELSE 1
END
ORDER BY period_start
