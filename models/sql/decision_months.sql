-- One row per decision x month of its term that has begun by the last day of data, with its hours.
-- Reader: models.decisions.stage. Bound: $time_zone, the company's IANA zone.
-- The term is that of what was bought, or was advised to be; without either there is none.
WITH data_until AS (SELECT max(local_date) AS last_day FROM out_pool_hourly),

term AS (
    SELECT
        decision_id,
        min(CASE WHEN action IN ('buy', 'extend') THEN starts_on END) AS starts_on,
        min(CASE WHEN advised_action IN ('buy', 'extend') THEN advised_starts_on END) AS advised_on,
        max(CASE WHEN action IN ('buy', 'extend') THEN ends_on END) AS ends_on,
        max(CASE WHEN advised_action IN ('buy', 'extend') THEN advised_ends_on END) AS advised_to
    FROM core_decision
    GROUP BY decision_id
),

span AS (
    SELECT
        term.decision_id,
        least(term.starts_on, term.advised_on) AS first_day,
        least(greatest(term.ends_on, term.advised_to), data_until.last_day) AS last_day
    FROM term, data_until
    WHERE least(term.starts_on, term.advised_on) <= data_until.last_day
),

month_of AS (
    SELECT
        decision_id,
        unnest(generate_series(
            date_trunc('month', first_day), date_trunc('month', last_day), INTERVAL 1 MONTH
        ))::DATE AS month
    FROM span
)

SELECT
    decision_id,
    month,
    date_diff(
        'hour',
        timezone($time_zone, month::TIMESTAMP),
        timezone($time_zone, (month + INTERVAL 1 MONTH)::TIMESTAMP)
    ) AS hours_in_month
FROM month_of
ORDER BY decision_id, month
