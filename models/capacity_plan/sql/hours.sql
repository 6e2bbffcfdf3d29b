-- Grain: one row per hour x pool of its last $window_days local days that are wholly known.
-- Reader: models.capacity_plan.reading. Bound: $window_days. Cards are those under contract; what
-- savings plans pay for is not bought by the hour, so that moving it saves nothing.
WITH known AS (
  SELECT
    pool_id, local_date, savings_plan_card_hours / hours_in_day AS plan_cards,
    row_number() OVER (PARTITION BY pool_id ORDER BY local_date DESC) AS days_back
  FROM out_cost_daily
  WHERE
    hours_measured = hours_in_day AND commitment_cost_cny IS NOT NULL AND idle_cost_cny IS NOT NULL
),
hours AS (
  SELECT pool_id, hour_utc, local_date, used_card_hours, queued_card_hours, plan_cards
  FROM out_pool_hourly
  INNER JOIN (FROM known WHERE days_back <= $window_days) USING (pool_id, local_date)
),
movable AS (
  SELECT
    concat_ws('/', provider, region, pool, chip) AS pool_id, hour_utc,
    sum(used_card_hours::DECIMAL(18, 6))::DOUBLE AS movable_card_hours
  FROM core_usage_hourly
  WHERE workload_class IN ('training', 'fine_tuning')
    AND hour_utc >= (SELECT min(hour_utc) FROM hours)
  GROUP BY ALL
),
held AS (
  SELECT days.pool_id, days.local_date, sum(contract.servers * contract.cards_per_server) AS cards
  FROM (SELECT DISTINCT pool_id, local_date FROM hours) AS days
  INNER JOIN core_commitment AS contract
    ON days.pool_id = concat_ws('/', contract.provider, contract.region, contract.pool, contract.chip)
    AND days.local_date BETWEEN contract.start_date AND contract.end_date
  GROUP BY ALL
)
SELECT
  pool_id, hour_utc,
  used_card_hours AS used,
  coalesce(queued_card_hours, 0) AS queued,
  least(
    coalesce(movable_card_hours, 0),
    CASE WHEN plan_cards > 0 THEN greatest(used_card_hours - coalesce(cards, 0) - plan_cards, 0)
      ELSE used_card_hours END
  ) AS movable,
  coalesce(cards, 0)::DOUBLE AS held
FROM hours
LEFT JOIN movable USING (pool_id, hour_utc)
LEFT JOIN held USING (pool_id, local_date)
WHERE used_card_hours IS NOT NULL
ORDER BY pool_id, hour_utc
