-- One row per provider x model over its last 30 days: tokens a day, and what a million cost.
-- Reader: dashboard.cli.units. A rate is given only where every day is priced.
WITH recent AS (
    SELECT
        *,
        max(local_date) OVER (PARTITION BY provider, model) AS last_day
    FROM out_token_cost_daily
)
SELECT
    provider,
    model,
    min(local_date) AS first_day,
    max(local_date) AS last_day,
    sum(input_tokens + output_tokens) / count(DISTINCT local_date) AS tokens_per_day,
    CASE WHEN count(cost_cny) = count(*) THEN sum(cost_cny) END AS cost_cny,
    CASE WHEN count(cost_cny) = count(*) AND sum(input_tokens + output_tokens) > 0 THEN
        CAST(
            sum(cost_cny) * 1000000.0 / sum(input_tokens + output_tokens) AS DECIMAL(18, 6)
        )
    END AS cny_per_million_tokens,
    max(price_gap) AS price_gap
FROM recent
WHERE local_date > last_day - 30
GROUP BY provider, model
ORDER BY provider, model
