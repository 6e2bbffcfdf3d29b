-- Grain: core_rental_quote. Of rows with the same key (below) the newest load's holds. What people
-- entered takes the place of older rows whatever their price, so that a corrected price replaces
-- the mistaken one; of files it does not, for the ends of a range may stand in two of them.
DELETE FROM core_rental_quote
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_rental_quote AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    WINDOW quote AS (
        PARTITION BY row_in.observed_on, row_in.market, row_in.region, row_in.chip, row_in.cards, row_in.billing_mode, row_in.term_months, row_in.unit, row_in.source
    )
    QUALIFY row_number() OVER (
        PARTITION BY row_in.observed_on, row_in.market, row_in.region, row_in.chip, row_in.cards, row_in.billing_mode, row_in.term_months, row_in.unit, row_in.price, row_in.source
        ORDER BY core_load.sequence DESC, row_in.rowid
    ) > 1
    OR core_load.sequence < max(core_load.sequence)
        FILTER (WHERE core_load.copied_from = 'planning.sqlite') OVER quote
)
