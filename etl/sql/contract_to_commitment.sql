-- Grain: core_commitment. Reads: landing of source `contract`.
SELECT * FROM landing
