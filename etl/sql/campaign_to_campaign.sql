-- Grain: core_campaign. Reads: landing of source `campaign`.
SELECT * FROM landing
