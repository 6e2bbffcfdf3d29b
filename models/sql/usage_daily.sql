-- One row per local day x pool x project x workload class, over the hours that were measured.
-- Reader: models.marts, after out_pool_hourly has been written.
WITH daily AS (
    SELECT
        hours.local_date,
        hours.pool_id,
        usage.provider, usage.region, usage.pool, usage.chip, usage.project,
        usage.workload_class,
        sum(usage.used_card_hours::DECIMAL(18, 6))::DOUBLE AS used_card_hours,
        CASE WHEN count(usage.useful_card_hours) = count(*)
            THEN sum(usage.useful_card_hours::DECIMAL(18, 6))::DOUBLE END AS useful_card_hours,
        CASE WHEN count(usage.queued_card_hours) = count(*)
            THEN sum(usage.queued_card_hours::DECIMAL(18, 6))::DOUBLE END AS queued_card_hours
    FROM core_usage_hourly AS usage
    INNER JOIN out_pool_hourly AS hours
        ON hours.hour_utc = usage.hour_utc
        AND hours.pool_id = concat_ws('/', usage.provider, usage.region, usage.pool, usage.chip)
    WHERE NOT hours.is_suspected_gap AND NOT hours.is_partly_reported
    GROUP BY ALL
)
-- A project is its team's from the last of its days on that is not later.
SELECT daily.*, core_project.team
FROM daily
ASOF LEFT JOIN core_project
    ON core_project.project = daily.project AND core_project.valid_from <= daily.local_date
ORDER BY pool_id, project, workload_class, local_date
