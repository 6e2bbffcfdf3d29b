-- Grain: core_export_part. Reads: landing of source `export_listing`.
SELECT
    export,
    delivery,
    part_file AS file_name,
    part_sha256 AS content_sha256,
    load_id,
    line_number
FROM landing
