-- One row per past period of one project's card-hours, ascending. Read by: screens.forecast_past.
-- Bound: $series (pool_id/project), $grain. A day without a row is zero where its pool was measured all
-- day, and unknown else; a month with more than a tenth of its days unknown is null.
WITH used AS (
  SELECT pool_id, local_date, sum(used_card_hours ORDER BY used_card_hours) AS amount
  FROM out_usage_daily
  WHERE pool_id || '/' || project = $series
  GROUP BY pool_id, local_date
),
days AS (
  SELECT
    local_date,
    hours_measured = hours_in_day AS is_whole,
    CASE WHEN hours_measured > 0 THEN coalesce(amount, 0) END AS amount,
    CASE WHEN hours_measured > 0 THEN hours_measured / hours_in_day ELSE 0 END AS measured_days
  FROM out_cost_daily LEFT JOIN used USING (pool_id, local_date)
  WHERE pool_id = (SELECT any_value(pool_id) FROM used)
    AND local_date >= (SELECT min(local_date) FROM used)
    AND local_date <= (
      SELECT max(cut_off) FROM out_forecast WHERE level = 'project' AND series = $series
    )
)
-- insert: part_history_periods
