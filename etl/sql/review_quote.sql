-- Grain: core_rental_quote. Reads: sanity_band (data/reference/sanity_bands.csv).
-- Only monthly rents in yuan are judged, brought to an 8-card server. Beyond twice the band a quote
-- is held; where a twelfth, an eighth and so on would fit the band, the reason says so.
WITH rent AS (
    SELECT
        rowid AS quote,
        observed_on,
        string_split(chip, ' ') AS chip_words,
        regexp_matches(chip, '910B$') AS is_any_910b,
        CASE WHEN category = 'gpu_rent' AND currency = 'CNY' THEN
            CASE unit WHEN 'card_month' THEN price::DECIMAL(38, 6) * 8
                      WHEN 'server_month' THEN price::DECIMAL(38, 6) * 8 / nullif(cards, 0) END
        END::DECIMAL(18, 2) AS per_server_month
    FROM core_rental_quote
),
banded AS (
    SELECT
        quote, is_any_910b, per_server_month, sanity_band.source AS band_source,
        low_cny_per_server_month AS low,
        high_cny_per_server_month AS high,
        format('{:,.2f} CNY a month for an 8-card server', per_server_month::DOUBLE) AS amount,
        format('the band of {:,.0f} to {:,.0f}', low::DOUBLE, high::DOUBLE) AS band
    FROM rent LEFT JOIN sanity_band
        ON list_contains(chip_words, sanity_band.chip)
        AND observed_on BETWEEN valid_from AND valid_to
    QUALIFY row_number() OVER (PARTITION BY quote ORDER BY valid_from DESC, sanity_band.chip) = 1
),
judged AS (
    SELECT
        quote, amount, band, band_source, is_any_910b,
        per_server_month NOT BETWEEN low / 2 AND high * 2 AS is_far,
        concat_ws('; ',
            CASE WHEN per_server_month / 12 BETWEEN low AND high
                THEN 'a twelfth of it fits: the rent of a year, taken for a month''s?' END,
            CASE WHEN per_server_month * 12 BETWEEN low AND high
                THEN 'twelve times it fits: the rent of a month, taken for a year''s?' END,
            CASE WHEN per_server_month / 8 BETWEEN low AND high
                THEN 'an eighth of it fits: the rent of a server, taken for a card''s?' END,
            CASE WHEN per_server_month * 8 BETWEEN low AND high
                THEN 'eight times it fits: the rent of a card, taken for a server''s?' END
        ) AS suspicion
    FROM banded
)
UPDATE core_rental_quote
SET
    review_state = CASE WHEN is_far OR is_any_910b THEN 'review' WHEN NOT is_far THEN 'pass' END,
    review_reason = nullif(concat_ws('; ',
        CASE WHEN is_any_910b
            THEN 'chip 910B without its suffix: B1 to B4 differ by 43 % in throughput' END,
        CASE WHEN is_far THEN concat_ws('; ',
            concat(amount, ' is beyond twice ', band), nullif(suspicion, ''), band_source)
            WHEN NOT is_far THEN concat(amount, ' is within twice ', band, '; ', band_source) END
    ), '')
FROM judged
WHERE core_rental_quote.rowid = judged.quote
