-- Grain: one row per local day x client that was observed all day.
-- Reader: models.forecast.metered_days. Bound: $time_zone. The sum is ordered, as sums of doubles are.
SELECT
  client,
  timezone($time_zone, timezone('UTC', hour_utc))::DATE AS local_date,
  sum(requests ORDER BY hour_utc) AS requests
FROM core_request_hourly
GROUP BY ALL
HAVING sum(observed_s) >= 86400
ORDER BY ALL
