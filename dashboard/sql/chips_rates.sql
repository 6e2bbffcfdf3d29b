-- One row per business day x currency: yuan for one unit, over the days that chips_prices.sql asks for.
-- Read by: screens.chips, cli.chips.
SELECT *
FROM core_fx_rate
WHERE quote_currency = 'CNY'
  AND base_currency IN (SELECT currency FROM core_price UNION SELECT currency FROM core_rental_quote)
ORDER BY rate_date, base_currency
