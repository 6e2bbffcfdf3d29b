-- One row per limit x month in which it binds: those that no plan can hold first, then by worth.
-- Read by: screens.commitments.
SELECT limit_name, kind, month, unit, worth_cny, must_give
FROM out_ladder_limit
ORDER BY coalesce(must_give, 0) > 0 DESC, worth_cny DESC NULLS LAST, limit_name, month
