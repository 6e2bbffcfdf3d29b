-- One row per pool that was judged at all, the dearest first. Read by: screens.anomalies.
SELECT pool_id, sum(expected) FILTER (target = 'cost') AS expected_cny
FROM out_expected_daily
WHERE level = 'pool'
GROUP BY pool_id
ORDER BY expected_cny DESC NULLS LAST, pool_id
