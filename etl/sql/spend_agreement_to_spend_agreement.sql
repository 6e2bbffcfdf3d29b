-- Grain: core_spend_agreement. Reads: landing of source `spend_agreement`.
SELECT * FROM landing
