-- One row per snapshot x chip of a rental market, all offers of the chip together.
-- Reader: dashboard.screens.market_steps.
SELECT
    observed_at_utc,
    chip,
    offer_count,
    p10_price,
    median_price,
    p90_price,
    min_price,
    currency,
    tax_included,
    source
FROM core_market_snapshot
WHERE grouped_by = 'all'
ORDER BY observed_at_utc DESC, chip
