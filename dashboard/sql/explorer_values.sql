-- One row per provider x region x chip x origin that occurs. Read by: screens.explorer.
SELECT DISTINCT provider, region, chip, coalesce(origin, 'unknown') AS origin
FROM out_cost_daily LEFT JOIN core_chip USING (chip)
ORDER BY ALL
