-- One row per hour x pool x project: card-hours in use, over the hours that were measured.
-- Reader: models.supply_stage, after out_pool_hourly. Bound: $start, $end, UTC, exclusive.
SELECT
    usage.hour_utc,
    hours.pool_id,
    usage.project,
    sum(usage.used_card_hours::DECIMAL(18, 6))::DECIMAL(18, 6) AS used_card_hours
FROM core_usage_hourly AS usage
INNER JOIN out_pool_hourly AS hours
    ON hours.hour_utc = usage.hour_utc
    AND hours.pool_id = concat_ws('/', usage.provider, usage.region, usage.pool, usage.chip)
WHERE NOT hours.is_suspected_gap AND NOT hours.is_partly_reported
    AND usage.hour_utc >= $start AND usage.hour_utc < $end
GROUP BY ALL
ORDER BY hours.pool_id, usage.project, usage.hour_utc
