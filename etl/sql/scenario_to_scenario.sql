-- Grain: core_scenario. Reads: landing of source `scenario`.
SELECT * FROM landing
