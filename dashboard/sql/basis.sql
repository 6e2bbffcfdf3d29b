-- One row per stage x input: what the snapshot's tables were computed with.
-- Read by: screens.health_upkeep.
SELECT * FROM out_basis
