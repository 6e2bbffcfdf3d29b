-- Grain: core_invoice. Reads: landing of source `invoice`.
SELECT * EXCLUDE (total, tax), total AS invoice_amount, tax AS tax_amount FROM landing
