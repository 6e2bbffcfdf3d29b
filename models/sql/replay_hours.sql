-- One row per hour x pool of the pools asked for: cards used and waited for, null where the hour
-- was not measured or looks like an outage of the meter. A queue that nobody measured is nothing.
-- Reader: models.buying.replaying. Bound: $pools, their pool_id.
SELECT
    pool_id, hour_utc,
    CASE WHEN NOT is_suspected_gap THEN used_card_hours + coalesce(queued_card_hours, 0) END
        AS needed_cards
FROM out_pool_hourly
WHERE pool_id IN (SELECT unnest($pools))
ORDER BY pool_id, hour_utc
