-- One row per month x pool: what the days that were measured and priced cost, and what ran in them.
-- Reader: models.unit_costs.pools, after out_cost_daily has been written.
SELECT
    date_trunc('month', day.local_date)::DATE AS month,
    day.pool_id,
    day.chip,
    count(*) AS days_priced,
    dayofmonth(last_day(day.local_date)) AS days_in_month,
    sum(day.cost_cny)::DECIMAL(18, 2) AS cost_cny,
    sum(day.used_card_hours) AS used_card_hours,
    CASE WHEN count(day.useful_card_hours) = count(*) THEN sum(day.useful_card_hours) END
        AS useful_card_hours,
    any_value(core_chip.fp16_dense_tflops) AS fp16_dense_tflops
FROM out_cost_daily AS day
LEFT JOIN core_chip ON core_chip.chip = day.chip
WHERE day.cost_cny IS NOT NULL AND day.used_card_hours IS NOT NULL
GROUP BY ALL
ORDER BY month, day.pool_id
