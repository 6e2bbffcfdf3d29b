-- Grain: core_request_hourly. Where two loads cover the same client and time, the newer load holds
-- for every hour from its first to its last.
WITH periods AS (
    SELECT client, request.load_id, sequence, min(hour_utc) AS first_hour, max(hour_utc) AS last_hour
    FROM core_request_hourly AS request JOIN core_load ON core_load.load_id = request.load_id
    GROUP BY client, request.load_id, sequence
),
overlap AS (
    SELECT older.client, older.load_id, newer.first_hour, newer.last_hour
    FROM periods AS older
    JOIN periods AS newer ON newer.client = older.client AND newer.sequence > older.sequence
)
DELETE FROM core_request_hourly
USING overlap
WHERE core_request_hourly.load_id = overlap.load_id
  AND core_request_hourly.client = overlap.client
  AND core_request_hourly.hour_utc BETWEEN overlap.first_hour AND overlap.last_hour
