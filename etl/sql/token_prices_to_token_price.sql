-- Grain: core_token_price. Reads: landing of source `token_prices`.
-- Only quotients of the list (0.08333333333333334) are rounded, to eight decimals.
SELECT
    * EXCLUDE (condition, price),
    CAST(price AS DECIMAL(18, 8)) AS price,
    false AS tax_included
FROM landing
