-- One row per month x pool x team: its card-hours; useful is null where a day's are not known.
-- A project without a team is its own.
-- Reader: models.allocation_stage, after out_usage_daily has been written.
SELECT
    date_trunc('month', local_date)::DATE AS month,
    pool_id,
    coalesce(team, project) AS team,
    sum(used_card_hours::DECIMAL(18, 6))::DECIMAL(38, 6) AS used_card_hours,
    CASE WHEN count(useful_card_hours) = count(*)
        THEN sum(useful_card_hours::DECIMAL(18, 6))::DECIMAL(38, 6) END AS useful_card_hours
FROM out_usage_daily
GROUP BY ALL
ORDER BY month, pool_id, team
