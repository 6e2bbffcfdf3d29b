-- One row per chip name in usage, prices and contracts; `unknown` is no name.
WITH named AS (
    SELECT chip, 'core_usage_hourly' AS table_name FROM core_usage_hourly
    UNION ALL SELECT chip, 'core_capacity_hourly' FROM core_capacity_hourly
    UNION ALL SELECT chip, 'core_utilisation_hourly' FROM core_utilisation_hourly
    UNION ALL SELECT chip, 'core_price' FROM core_price
    UNION ALL SELECT chip, 'core_commitment' FROM core_commitment
    UNION ALL SELECT chip, 'core_savings_plan' FROM core_savings_plan
    UNION ALL SELECT chip, 'core_spend_agreement' FROM core_spend_agreement
    UNION ALL SELECT chip, 'core_campaign' FROM core_campaign
)
SELECT
    chip,
    string_agg(DISTINCT table_name, ', ' ORDER BY table_name) AS tables,
    chip IN (SELECT chip FROM core_chip) AS is_in_catalogue
FROM named
WHERE chip <> 'unknown'
GROUP BY chip
