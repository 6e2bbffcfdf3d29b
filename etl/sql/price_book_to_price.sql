-- Grain: core_price. Reads: landing of source `price_book`. Nothing is converted here.
SELECT * FROM landing
