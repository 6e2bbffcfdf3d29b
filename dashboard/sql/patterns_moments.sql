-- One row per moment, in UTC, at which an hour of the week may begin in the days chosen. Read by:
-- screens.patterns_hour. Bound: $first, $last: days; $weekday (1: Monday), $hour, local in $time_zone.
-- Every quarter of an hour: clocks of some zones do not turn with those of UTC.
SELECT moment::VARCHAR AS moment
FROM (
  SELECT unnest(generate_series(
    $first::TIMESTAMP - INTERVAL 1 DAY, $last::TIMESTAMP + INTERVAL 2 DAY, INTERVAL 15 MINUTE
  )) AS moment
)
WHERE isodow(timezone($time_zone, timezone('UTC', moment))) = $weekday
  AND date_part('hour', timezone($time_zone, timezone('UTC', moment))) = $hour
ORDER BY moment
