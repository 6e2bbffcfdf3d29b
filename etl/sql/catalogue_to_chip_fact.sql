-- Grain: core_chip_fact. Reads: core_chip, and chip_fact (data/reference/chip_facts.csv): the figures
-- of the catalogue, and those that other sources print beside them.
SELECT
    chip, chip AS source_chip, fact, figure,
    CASE WHEN fact = 'fp16_tflops' THEN 'dense' END AS basis,
    source,
    NULL AS note,
    'pass' AS review_state, NULL AS review_reason, NULL AS load_id, NULL AS line_number
FROM (
    UNPIVOT (SELECT *, fp16_dense_tflops AS fp16_tflops FROM core_chip)
    ON fp16_tflops, memory_gb, bandwidth_gb_per_s, tdp_w INTO NAME fact VALUE figure
)
UNION ALL
SELECT
    chip, chip, fact, figure, basis, source, note,
    CASE WHEN basis = 'unclear' THEN 'review' ELSE 'pass' END,
    CASE WHEN basis = 'unclear' THEN note END,
    NULL, NULL
FROM chip_fact
