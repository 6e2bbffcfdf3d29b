-- Grain: core_savings_plan. Reads: landing of source `savings_plan`.
SELECT * FROM landing
