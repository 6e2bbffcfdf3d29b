-- One row per currency: yuan per unit on the newest day. Reader: dashboard.screens.market_check.
SELECT base_currency AS currency, max_by(rate, rate_date) AS cny_per_unit, max(rate_date) AS rate_date
FROM core_fx_rate
WHERE quote_currency = 'CNY'
GROUP BY base_currency
ORDER BY base_currency
