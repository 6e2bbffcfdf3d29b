-- Grain: core_fx_rate. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_fx_rate
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_fx_rate AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.rate_date, row_in.base_currency, row_in.quote_currency
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
