-- Grain: none, a part: landing of source `usage`, each row with the instant at which it stops: an hour,
-- or a local day of 23, 24 or 25 hours. Read by: usage_to_capacity_hourly, usage_to_usage_hourly.
    SELECT
        landing.*,
        CASE WHEN period = 'hour' THEN start + INTERVAL 1 HOUR
             ELSE timezone('UTC', timezone(time_zone,
                  timezone(time_zone, timezone('UTC', start)) + INTERVAL 1 DAY))
        END AS stop
    FROM landing
