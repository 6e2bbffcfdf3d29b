-- Grain: core_rental_quote. Of rows with the same key (below) the newest load's holds.
DELETE FROM core_rental_quote
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_rental_quote AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.observed_on, row_in.market, row_in.region, row_in.chip, row_in.cards, row_in.billing_mode, row_in.term_months, row_in.unit, row_in.price, row_in.source
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
)
