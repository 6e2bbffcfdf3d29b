-- One row per business day x currency with a rate to yuan. Read by: screens.forecast_budget.
SELECT rate_date, base_currency, quote_currency, rate
FROM core_fx_rate
WHERE quote_currency = 'CNY'
