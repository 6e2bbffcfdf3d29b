-- Grain: none, a macro: the full hours that a span of time has a part in.
CREATE OR REPLACE TEMP MACRO hours_touched(from_utc, until_utc) AS
    generate_series(date_trunc('hour', from_utc), until_utc, INTERVAL 1 HOUR)
