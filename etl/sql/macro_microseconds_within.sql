-- Grain: none, a macro: how much of a span lies in one hour, in whole microseconds, so that the
-- parts of all hours are the span exactly, with nothing lost or doubled by rounding.
CREATE OR REPLACE TEMP MACRO microseconds_within(from_utc, until_utc, hour_utc) AS
    greatest(0, date_diff('microsecond',
        greatest(from_utc, hour_utc), least(until_utc, hour_utc + INTERVAL 1 HOUR)))
