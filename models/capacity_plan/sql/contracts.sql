-- Grain: one row per contract in hand, with its pool and its cards.
-- Reader: models.capacity_plan.reading.
SELECT
  concat_ws('/', provider, region, pool, chip) AS pool_id,
  commitment_id, servers, servers * cards_per_server AS cards, start_date, end_date
FROM core_commitment
ORDER BY pool_id, start_date, commitment_id
