-- Grain: one row per public holiday or make-up working day of a country. Bound: $country.
-- Reader: models.anomalies.reading.
SELECT local_date, is_holiday
FROM core_calendar
WHERE country = $country AND (is_holiday OR is_make_up_working_day)
ORDER BY local_date
