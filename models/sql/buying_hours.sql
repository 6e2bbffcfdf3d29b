-- One row per hour x pool of the last $history_days days: cards needed, used and waited for.
-- Reader: models.buying. Null where nothing was measured, or a zero looks like a silent meter.
-- Bound: $history_days, and $pools, some of the pools by their pool_id.
SELECT
    pool_id,
    hour_utc,
    local_date,
    CASE
        WHEN NOT is_suspected_gap THEN used_card_hours + coalesce(queued_card_hours, 0)
    END AS need_cards
FROM out_pool_hourly
WHERE hour_utc >= (SELECT max(hour_utc) FROM out_pool_hourly) - to_days($history_days)
    AND pool_id IN (SELECT unnest($pools))
ORDER BY pool_id, hour_utc
