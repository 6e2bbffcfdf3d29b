-- One row per month: what was rented, what it brought, what it cost; of the company, or summed over
-- pools, whose amounts and hours add up; an amount that one of them does not know is not known.
-- Reader: dashboard.screens.supply. Bound: $pools, pools in which something is sold, null for all.
WITH months AS (
  SELECT
    month,
    sum(capacity_card_hours) AS capacity_card_hours,
    sum(bought_card_hours) AS bought_card_hours,
    sum(rented_card_hours) AS rented_card_hours,
    sum(own_card_hours) AS own_card_hours,
    sum(short_card_hours) AS short_card_hours,
    CASE WHEN count(revenue_cny) = count(*) THEN sum(revenue_cny) END AS revenue_cny,
    CASE WHEN count(cost_cny) = count(*) THEN sum(cost_cny) END AS cost_cny,
    CASE WHEN count(margin_cny) = count(*) THEN sum(margin_cny) END AS margin_cny,
    sum(hours_unmeasured)::BIGINT AS hours_unmeasured,
    min(gap) AS gap
  FROM out_supply_month
  WHERE CASE WHEN $pools IS NULL THEN scope = 'company'
    ELSE list_contains($pools::VARCHAR[], scope) END
  GROUP BY month
)
SELECT
  month, capacity_card_hours, bought_card_hours, rented_card_hours, own_card_hours,
  short_card_hours,
  rented_card_hours / nullif(capacity_card_hours, 0) AS rented_ratio,
  cost_cny::DOUBLE * rented_card_hours / nullif(revenue_cny::DOUBLE * capacity_card_hours, 0)
    AS break_even_ratio,
  revenue_cny, cost_cny, margin_cny,
  revenue_cny::DOUBLE / nullif(rented_card_hours, 0) AS revenue_cny_per_card_hour,
  cost_cny::DOUBLE / nullif(capacity_card_hours, 0) AS cost_cny_per_card_hour,
  hours_unmeasured, gap
FROM months
ORDER BY month
