-- One row per provider of the last 90 days of data: its cost (null where a day's is not known) and
-- card-hours, the largest first. Read by: screens.chips_origins.
SELECT
  provider,
  sum(used_card_hours) AS used_card_hours,
  CASE WHEN count(cost_cny) = count(*) THEN sum(cost_cny)::DECIMAL(18, 2) END AS cost_cny
FROM out_cost_daily
WHERE local_date > (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0) - 90
  AND used_card_hours IS NOT NULL
GROUP BY provider
ORDER BY used_card_hours DESC, provider
