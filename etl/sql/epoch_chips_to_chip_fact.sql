-- Grain: core_chip_fact. Reads: landing of source `epoch_chips` (one row per chip), core_chip.
-- A throughput is dense where its note says so or the catalogue's dense figure agrees. Twice the
-- catalogue's is held for review even where the note calls it dense: it looks like a sparse figure.
WITH figures AS (
    UNPIVOT (
        SELECT
            landing.chip, source_chip, candidates, landing.source, load_id, line_number,
            notes AS note,
            fp16_dense_tflops AS catalogue_tflops,
            coalesce(tensor_fp16_flop_per_s, fp16_flop_per_s) / 1e12 AS fp16_tflops,
            memory_bytes / 1e9 AS memory_gb,
            bandwidth_byte_per_s / 1e9 AS bandwidth_gb_per_s,
            CAST(landing.tdp_w AS DOUBLE) AS tdp_w
        FROM landing LEFT JOIN core_chip ON core_chip.chip = landing.chip
    ) ON fp16_tflops, memory_gb, bandwidth_gb_per_s, tdp_w INTO NAME fact VALUE figure
),
compared AS (
    SELECT *,
        fact = 'fp16_tflops' AS is_throughput,
        is_throughput AND figure / catalogue_tflops BETWEEN 1.9 AND 2.1 AS is_twice,
        is_throughput AND figure / catalogue_tflops BETWEEN 0.98 AND 1.02 AS agrees
    FROM figures
)
SELECT
    * EXCLUDE (candidates, note, catalogue_tflops, is_throughput, is_twice, agrees),
    CASE WHEN is_throughput THEN note END AS note,
    CASE
        WHEN NOT is_throughput THEN NULL
        WHEN is_twice THEN 'unclear'
        WHEN regexp_matches(note, 'without sparsity|over dense matrices', 'i') THEN 'dense'
        WHEN regexp_matches(note, 'with sparsity|sparse', 'i') THEN 'sparse'
        WHEN agrees THEN 'dense'
        ELSE 'unclear'
    END AS basis,
    CASE WHEN is_twice OR candidates IS NOT NULL THEN 'review' ELSE 'pass' END AS review_state,
    CASE
        WHEN candidates IS NOT NULL THEN 'several chips share this name: ' || candidates
        WHEN is_twice THEN 'twice the dense figure of the catalogue: sparse, or another precision?'
    END AS review_reason
FROM compared
