-- Grain: core_budget. Reads: landing of source `budget`.
SELECT * FROM landing
