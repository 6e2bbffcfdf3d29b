-- One row per price of the price book, each with the change from the price before it.
-- Reader: dashboard.screens.market_steps.
SELECT
    offer_id,
    provider,
    region,
    chip,
    billing_mode,
    term_months,
    valid_from,
    valid_to,
    price,
    currency,
    unit,
    (price / nullif(lag(price) OVER offer, 0) - 1)::DOUBLE AS change_ratio,
    tax_included,
    tax_rate,
    power_included,
    source
FROM core_price
WINDOW offer AS (PARTITION BY offer_id, unit, currency ORDER BY valid_from)
ORDER BY valid_from DESC, offer_id
