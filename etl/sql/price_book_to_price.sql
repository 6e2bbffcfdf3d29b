-- Grain: core_price. Reads: landing of source `price_book`. Nothing is converted here.
SELECT COLUMNS(lambda name: name NOT IN ('list_price', 'pay_ratio')) FROM landing
