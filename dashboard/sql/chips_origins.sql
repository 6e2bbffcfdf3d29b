-- One row per chip in use over the last 90 days of data: its origin, card-hours and cost (null where a
-- day's is not known). Read by: screens.chips, cli.chips.
SELECT
  day.chip,
  coalesce(origin, 'unknown') AS origin,
  sum(used_card_hours) AS used_card_hours,
  CASE WHEN count(cost_cny) = count(*) THEN sum(cost_cny)::DECIMAL(18, 2) END AS cost_cny,
  string_agg(DISTINCT provider, ', ' ORDER BY provider) AS providers
FROM out_cost_daily AS day
LEFT JOIN core_chip ON core_chip.chip = day.chip
WHERE local_date > (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0) - 90
  AND used_card_hours IS NOT NULL
GROUP BY ALL
ORDER BY cost_cny DESC NULLS LAST, used_card_hours DESC, day.chip
