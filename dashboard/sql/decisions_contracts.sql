-- One row per contract in hand: where it was read from, which names the decision it came of.
-- Read by: screens.decisions.
SELECT commitment_id, source FROM core_commitment ORDER BY commitment_id
