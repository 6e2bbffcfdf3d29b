-- Grain: core_price. Reads: landing of source `gcp_prices` (one row per snapshot, machine, region).
-- Of two files with the same snapshot day the newer holds for that day. Snapshots in which an offer
-- has the same price, chip and cards become one row; where an offer is missing from a snapshot its
-- last price ends the day before. Quotients of the file (month / 730) are rounded to six decimals.
WITH dated AS (
    SELECT landing.* FROM landing JOIN core_load ON core_load.load_id = landing.load_id
    QUALIFY core_load.sequence = max(core_load.sequence) OVER (PARTITION BY provider, observed_on)
),
snapshots AS (
    SELECT provider, observed_on,
        row_number() OVER (PARTITION BY provider ORDER BY observed_on) AS snapshot,
        lead(observed_on) OVER (PARTITION BY provider ORDER BY observed_on) AS next_snapshot_on
    FROM (SELECT DISTINCT provider, observed_on FROM dated)
),
offers AS (
    SELECT dated.*, snapshot, next_snapshot_on, kind.*,
        concat_ws('/', dated.provider, region, instance_type, kind.name) AS offer_id,
        CAST(CASE kind.name
            WHEN 'on-demand' THEN hour
            WHEN 'spot' THEN hour_spot
            WHEN '1-year' THEN CASE WHEN left_out_1y IS NULL THEN month_1y END
            WHEN '3-year' THEN CASE WHEN left_out_3y IS NULL THEN month_3y END
        END AS DECIMAL(18, 6)) AS price
    FROM dated
    JOIN snapshots USING (provider, observed_on)
    CROSS JOIN (VALUES
        ('on-demand', 'on_demand', 0, 'server_hour'),
        ('spot', 'spot', 0, 'server_hour'),
        ('1-year', 'annual', 12, 'server_month'),
        ('3-year', 'multi_year', 36, 'server_month')
    ) AS kind(name, billing_mode, term_months, unit)
),
compared AS (
    SELECT *,
        coalesce(
            (price, chip, cards, snapshot) = (
                lag(price) OVER earlier, lag(chip) OVER earlier, lag(cards) OVER earlier,
                lag(snapshot) OVER earlier + 1
            ), false) AS goes_on
    FROM offers
    WHERE price IS NOT NULL AND cards = floor(cards)
    WINDOW earlier AS (PARTITION BY offer_id ORDER BY snapshot)
),
numbered AS (
    SELECT *, count(*) FILTER (NOT goes_on) OVER (PARTITION BY offer_id ORDER BY snapshot) AS run
    FROM compared
),
runs AS (
    SELECT offer_id, run,
        arg_min(COLUMNS(* EXCLUDE (offer_id, run, snapshot, next_snapshot_on)), snapshot),
        min(snapshot) AS first_snapshot,
        max(snapshot) AS last_snapshot,
        last(next_snapshot_on ORDER BY snapshot) AS ended_on
    FROM numbered
    GROUP BY offer_id, run
)
SELECT
    offer_id,
    observed_on AS valid_from,
    CASE WHEN lead(first_snapshot) OVER later IS DISTINCT FROM last_snapshot + 1
         THEN ended_on - 1 END AS valid_to,
    provider, region, chip,
    CAST(cards AS BIGINT) AS cards,
    billing_mode, term_months, price,
    'USD' AS currency,
    unit,
    false AS tax_included,
    tax_rate,
    true AS power_included,
    NULL AS network_included,
    true AS cabinet_included,
    'Google Cloud list price, snapshot of ' || observed_on AS source,
    load_id, line_number
FROM runs
WINDOW later AS (PARTITION BY offer_id ORDER BY first_snapshot)
