-- Grain: core_event. Reads: landing of source `event`.
SELECT * FROM landing
