-- One row per horizon bucket: what the backtest says of the ensemble. Read by: screens.forecast_trust.
-- Bound: $level, $series; sums of parts are judged by their parts, which weigh as much as they miss;
-- $target.
-- An error in parts of another method's is the sum of misses over the sum of the other's misses.
WITH chosen AS (
  SELECT * FROM out_forecast_score
  WHERE target = $target AND member = 'ensemble'
    AND (series = $series OR $level = 'company'
      OR $level IN ('provider', 'model', 'service') AND starts_with(series, $series || '/'))
)
SELECT
  from_step,
  max(to_step) AS to_step,
  sum(backtest_error) FILTER (error_to_week_mean > 0)
    / sum(backtest_error / error_to_week_mean) FILTER (error_to_week_mean > 0)
    AS error_to_week_mean,
  sum(backtest_error) FILTER (error_to_seasonal_naive > 0)
    / sum(backtest_error / error_to_seasonal_naive) FILTER (error_to_seasonal_naive > 0)
    AS error_to_seasonal_naive,
  sum(backtest_error) FILTER (error_to_prophet > 0)
    / sum(backtest_error / error_to_prophet) FILTER (error_to_prophet > 0) AS error_to_prophet,
  avg(coverage_before_ratio) AS coverage_before_ratio,
  avg(coverage_after_ratio) AS coverage_after_ratio,
  sum(calibration_cut_offs)::BIGINT AS calibration_cut_offs,
  max(cut_off) AS cut_off,
  count(*) AS series_count
FROM chosen
GROUP BY from_step
ORDER BY from_step
