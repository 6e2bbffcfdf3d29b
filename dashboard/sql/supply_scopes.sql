-- One row per pool in which something is sold, the one with most revenue first.
-- Reader: dashboard.screens.supply.
SELECT scope AS pool_id
FROM out_supply_month
WHERE scope <> 'company'
GROUP BY scope
ORDER BY sum(revenue_cny) DESC NULLS LAST, scope
