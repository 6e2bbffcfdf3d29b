-- One row per local day: its hours, which are 23 or 25 where clocks change, and their UTC bounds.
-- Reader: models.marts. Bound: $first_date, $last_date, $time_zone.
-- A zone is at most 14 hours from UTC, so a day either side holds every hour that may belong.
WITH hours AS (
    SELECT unnest(generate_series(
        $first_date::DATE - INTERVAL 1 DAY, $last_date::DATE + INTERVAL 2 DAY, INTERVAL 1 HOUR
    )) AS hour_utc
)

SELECT
    timezone($time_zone, timezone('UTC', hour_utc))::DATE AS local_date,
    count(*) AS hours_in_day,
    min(hour_utc) AS start_utc,
    max(hour_utc) + INTERVAL 1 HOUR AS end_utc
FROM hours
GROUP BY local_date
HAVING local_date BETWEEN $first_date AND $last_date
ORDER BY local_date
