-- One row, the first and last day of cost. Read by: components.filter_days, screens.explorer.
SELECT min(local_date) AS first, max(local_date) AS last FROM out_cost_daily
