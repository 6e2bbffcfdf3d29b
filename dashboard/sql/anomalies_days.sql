-- One row per local day of one pool with its band and what came, ascending; no day is left out.
-- Read by: screens.anomalies. Bound: $pool_id, $days before its last.
-- Cost where the pool has a band of it, else card-hours.
WITH shown AS (
  SELECT coalesce(min(target) FILTER (target = 'cost'), 'usage') AS target
  FROM out_expected_daily
  WHERE pool_id = $pool_id
),
span AS (
  SELECT max(local_date) AS last FROM out_expected_daily WHERE pool_id = $pool_id
),
days AS (
  SELECT unnest(generate_series(last - $days::INTEGER + 1, last, INTERVAL 1 DAY))::DATE AS local_date
  FROM span
),
bands AS (
  SELECT * FROM out_expected_daily INNER JOIN shown USING (target) WHERE pool_id = $pool_id
),
marks AS (
  SELECT local_date, any_value(kind ORDER BY target) AS kind
  FROM out_anomaly
  WHERE pool_id = $pool_id AND (target = (SELECT target FROM shown) OR kind = 'outage')
  GROUP BY local_date
)
SELECT
  local_date, (SELECT target FROM shown) AS target, expected, lower, upper, actual, kind
FROM days
LEFT JOIN bands USING (local_date)
LEFT JOIN marks USING (local_date)
WHERE local_date >= (SELECT min(local_date) FROM bands)
ORDER BY local_date
