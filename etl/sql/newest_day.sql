-- Grain: core_newest_day. Reads: every table that data.tables.freshness expects something of, as it was settled.
-- A budget reaches to the end of its month. Purchases on a bill may be dated ahead: its use says how new it is.
INSERT INTO core_newest_day BY NAME
SELECT 'core_usage_hourly' AS "table", load_id, max(hour_utc)::DATE AS newest_on
FROM core_usage_hourly GROUP BY load_id
UNION ALL
SELECT 'core_capacity_hourly', load_id, max(hour_utc)::DATE
FROM core_capacity_hourly GROUP BY load_id
UNION ALL
SELECT 'core_utilisation_hourly', load_id, max(hour_utc) FILTER (sample_count > 0)::DATE
FROM core_utilisation_hourly GROUP BY load_id
UNION ALL
SELECT 'core_token_usage_daily', load_id, max(local_date)
FROM core_token_usage_daily GROUP BY load_id
UNION ALL
SELECT 'core_request_hourly', load_id, max(hour_utc)::DATE
FROM core_request_hourly GROUP BY load_id
UNION ALL
SELECT 'core_charge_daily', load_id,
    coalesce(max(charge_date_utc) FILTER (charge_category = 'Usage'), max(charge_date_utc))
FROM core_charge_daily GROUP BY load_id
UNION ALL
SELECT 'core_price', load_id, max(valid_from)
FROM core_price GROUP BY load_id
UNION ALL
SELECT 'core_rental_quote', load_id, max(observed_on)
FROM core_rental_quote GROUP BY load_id
UNION ALL
SELECT 'core_market_snapshot', load_id, max(observed_at_utc)::DATE
FROM core_market_snapshot GROUP BY load_id
UNION ALL
SELECT 'core_token_price', load_id, max(coalesce(listed_on, valid_from))
FROM core_token_price GROUP BY load_id
UNION ALL
SELECT 'core_fx_rate', load_id, max(rate_date)
FROM core_fx_rate GROUP BY load_id
UNION ALL
SELECT 'core_budget', load_id, last_day(max("month"))
FROM core_budget GROUP BY load_id
