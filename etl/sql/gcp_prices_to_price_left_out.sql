-- Grain: core_price_left_out. Reads: landing of source `gcp_prices`.
WITH prices AS (
    SELECT *, unnest([
        {'name': 'on-demand', 'price': hour, 'left_out': NULL},
        {'name': 'spot', 'price': hour_spot, 'left_out': NULL},
        {'name': '1-year', 'price': month_1y, 'left_out': left_out_1y},
        {'name': '3-year', 'price': month_3y, 'left_out': left_out_3y}
    ]) AS offer
    FROM landing
),
reasons AS (
    SELECT *, CASE WHEN cards <> floor(cards) THEN 'a fraction of a card' ELSE offer.left_out END AS reason
    FROM prices
    WHERE offer.price IS NOT NULL
)
SELECT
    load_id,
    concat_ws('/', provider, region, instance_type, offer.name) AS offer_id,
    reason,
    min(observed_on) AS first_on,
    max(observed_on) AS last_on,
    count(*) AS cell_count,
    min(line_number) AS first_line_number
FROM reasons
WHERE reason IS NOT NULL
GROUP BY load_id, offer_id, reason
