-- One row per hour x pool of the pool's last $window_days complete local days.
-- Reader: models.plan. Bound: $window_days, complete days to price plans on;
-- $pool_id, null for all.
WITH complete AS (
    SELECT
        pool_id, local_date,
        row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
    FROM out_cost_daily
    WHERE hours_measured = hours_in_day AND ($pool_id::VARCHAR IS NULL OR pool_id = $pool_id)
)

SELECT
    hours.pool_id, hours.hour_utc, hours.local_date, hours.used_card_hours, hours.useful_card_hours
FROM out_pool_hourly AS hours
INNER JOIN complete USING (pool_id, local_date)
WHERE days_back <= $window_days AND ($pool_id::VARCHAR IS NULL OR hours.pool_id = $pool_id)
ORDER BY pool_id, hour_utc
