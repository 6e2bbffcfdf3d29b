-- One row per pool of a month, the latest one unless given: what a card-hour cost.
-- Reader: dashboard.cli.units.
SELECT * EXCLUDE (snapshot_id)
FROM out_unit_cost
WHERE month = coalesce($month, (SELECT max(month) FROM out_unit_cost))
ORDER BY pool_id
