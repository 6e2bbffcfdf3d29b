-- Grain: core_project. Reads: landing of source `project`.
SELECT * FROM landing
