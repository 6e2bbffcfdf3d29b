-- One row, always: what stands at the head of every screen, and on which basis it was computed.
-- Read by: components.header, components.tables, export, findings.
SELECT
  (SELECT count(DISTINCT pool_id) FROM out_cost_daily) AS pool_count,
  (SELECT max(local_date) FROM out_cost_daily WHERE hours_measured > 0) AS data_until,
  (SELECT any_value(tax_basis) FROM out_cost_daily) AS tax_basis,
  (SELECT any_value(hours_per_month) FROM out_break_even) AS hours_per_month,
  (SELECT max(cut_off) FROM out_forecast) AS forecast_cut_off,
  (SELECT coalesce(bool_or(synthetic), false) FROM core_load) AS synthetic
