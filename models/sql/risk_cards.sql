-- Grain: one row per pool that is likely short of cards by a day ahead, the first such day.
-- Reader: models.risk_findings. Bound: $likely_ratio.
SELECT
  pool_id,
  min(local_date) AS by_date,
  arg_min(by_date_ratio, local_date) AS chance_ratio,
  arg_min(capacity_cards, local_date) AS capacity_cards,
  min(horizon_days) = 1 AS is_now,
  -- Whether it would be so as well if no contract ended or began.
  arg_min(by_date_if_renewed_ratio, local_date) >= $likely_ratio AS is_if_renewed
FROM out_capacity_risk
WHERE by_date_ratio >= $likely_ratio
GROUP BY pool_id
ORDER BY by_date, pool_id
