-- One row per chip with a price by the hour in yuan: the newest day's. Reader: market_check.
SELECT chip, max_by(on_demand_price_cny, local_date) AS on_demand_price_cny
FROM out_cost_daily
WHERE on_demand_price_cny > 0
GROUP BY chip
ORDER BY chip
