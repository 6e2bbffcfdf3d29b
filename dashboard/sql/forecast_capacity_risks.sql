-- One row per pool with cards known: the first day by which an hour's demand is above the cards in
-- hand in at least half of the paths (null: on none ahead), with the risk by the last day ahead; as
-- signed, and as if contracts were renewed. Read by: cli.forecasting.
SELECT
  pool_id, basis, cut_off, max(local_date) AS last_day,
  arg_min(capacity_cards, local_date) AS capacity_cards,
  min(local_date) FILTER (by_date_ratio >= 0.5) AS likely_short_from,
  max(by_date_ratio) AS by_last_day_ratio,
  min(local_date) FILTER (by_date_if_renewed_ratio >= 0.5) AS likely_short_from_if_renewed,
  max(by_date_if_renewed_ratio) AS by_last_day_if_renewed_ratio,
  sum(short_card_hours_mean) AS short_card_hours_mean
FROM out_capacity_risk
GROUP BY pool_id, basis, cut_off
ORDER BY by_last_day_ratio DESC, likely_short_from, pool_id
