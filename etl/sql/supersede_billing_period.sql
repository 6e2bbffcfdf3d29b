-- Grain: core_billing_period. Of rows with the same key (below) the one its issuer changed last holds,
-- then the newest load's: exports of two months ago may be loaded today.
DELETE FROM core_billing_period
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_billing_period AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY row_number() OVER (
        PARTITION BY row_in.invoice_issuer, row_in.starts_at_utc
        ORDER BY row_in.last_updated_at_utc DESC, core_load.sequence DESC, row_in.rowid
    ) > 1
)
