-- Grain: core_invoice_detail. Of loads with the same invoice all lines of the newest hold: a line that
-- was taken off the invoice must not stay.
DELETE FROM core_invoice_detail
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_invoice_detail AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (
        PARTITION BY row_in.invoice_issuer, row_in.invoice_id
    )
)
