-- One row per limit, told once over its months: those that no plan can hold first, by how much they
-- must give at most; then by what one more in all its months is worth: a month's own worth is one of
-- several readings, their sum is not. Read by: screens.commitments.
SELECT
  limit_name, unit, coalesce(must_give, 0) > 0 AS contradicts, count(*) AS month_count,
  min(month) AS first_month, max(must_give) AS must_give, sum(worth_cny) AS worth_cny,
  arg_max(month, must_give) AS worst_month
FROM out_ladder_limit
GROUP BY limit_name, unit, contradicts
ORDER BY contradicts DESC, worth_cny DESC NULLS LAST, limit_name
