-- Grain: core_chip_conflict. Reads: core_chip, core_chip_fact. Figures within 2 % are one figure,
-- rounded; a sparse throughput is another fact than the dense one, and no conflict with it.
WITH catalogue AS (
    UNPIVOT (SELECT chip, source, fp16_dense_tflops AS fp16_tflops, memory_gb, bandwidth_gb_per_s,
        tdp_w FROM core_chip)
    ON fp16_tflops, memory_gb, bandwidth_gb_per_s, tdp_w INTO NAME fact VALUE figure
)
SELECT
    chip, fact,
    catalogue.figure AS catalogue_figure,
    catalogue.source AS catalogue_source,
    other.figure AS other_figure,
    other.basis AS other_basis,
    other.source AS other_source,
    other.figure / nullif(catalogue.figure, 0) AS other_to_catalogue_ratio,
    any_value(other.note ORDER BY other.load_id NULLS FIRST) AS note
FROM core_chip_fact AS other JOIN catalogue USING (chip, fact)
WHERE other.basis IS DISTINCT FROM 'sparse'
    AND abs(other.figure - catalogue.figure) > 0.02 * catalogue.figure
GROUP BY ALL
