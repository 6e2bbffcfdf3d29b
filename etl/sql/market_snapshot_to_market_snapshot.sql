-- Grain: core_market_snapshot. Reads: landing of source `market_snapshot`. Nothing is computed here.
SELECT
    * EXCLUDE (observed_at, source_line, line_number),
    observed_at AS observed_at_utc,
    NULL AS tax_included,
    source_line AS line_number
FROM landing
