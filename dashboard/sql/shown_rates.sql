-- One row per currency: yuan for one unit of it on the last day of data, or the last one before with
-- a rate. Read by: components.filter_units.
SELECT
  base_currency AS currency,
  arg_max(rate, rate_date) AS cny_per_unit,
  max(rate_date) AS rate_date,
  arg_max(source, rate_date) AS source
FROM core_fx_rate
WHERE quote_currency = 'CNY' AND rate > 0
  AND rate_date <= (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0)
GROUP BY base_currency
ORDER BY base_currency
