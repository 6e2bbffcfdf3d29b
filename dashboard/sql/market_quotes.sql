-- One row per quote of a chip's rent, oldest first. Reader: dashboard.screens.market_quotes.
SELECT
    observed_on,
    market,
    region,
    chip,
    cards,
    billing_mode,
    term_months,
    price,
    currency,
    unit,
    category,
    tax_included,
    power_included,
    missing_fields,
    grade,
    review_state,
    review_reason,
    source,
    note
FROM core_rental_quote
WHERE category IN ('gpu_rent', 'gpu_cloud', 'gpu_purchase')
ORDER BY observed_on, market, price
