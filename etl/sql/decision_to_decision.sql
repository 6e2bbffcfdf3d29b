-- Grain: core_decision. Reads: landing of source `decision`.
SELECT * FROM landing
