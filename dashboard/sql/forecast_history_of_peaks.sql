-- One row per past period of one pool: the quantile of its hours, in cards. Read by:
-- screens.forecast_past. Bound: $series (pool_id), $is_demand (used + queued instead of used), $share
-- (0.95 for P95), $grain. A period with more than a tenth of its hours unknown is null.
WITH hours AS (
  SELECT
    local_date,
    CASE WHEN NOT is_suspected_gap
      THEN used_card_hours + CASE WHEN $is_demand THEN queued_card_hours ELSE 0 END
    END AS cards
  FROM out_pool_hourly
  WHERE pool_id = $series AND local_date <= (
    SELECT max(cut_off) FROM out_forecast WHERE level = 'pool' AND series = $series
  )
)
SELECT
  date_trunc($grain, local_date)::DATE AS period_start,
  CASE WHEN count(cards) >= 0.9 * 24 * CASE $grain
      WHEN 'month' THEN day(last_day(period_start)) WHEN 'week' THEN 7 ELSE 1
    END
    THEN quantile_cont(cards, $share)
  END AS amount,
  count(DISTINCT local_date) FILTER (cards IS NULL) AS days_unknown,
  count(cards) / 24 AS days_measured
FROM hours
GROUP BY period_start
ORDER BY period_start
