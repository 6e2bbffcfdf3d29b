-- Grain: core_load_warning. Loads that are replaced although the newer export has none of their
-- charges again, by day, sub account, service and SKU: perhaps two halves of a bill, not two versions.
INSERT INTO core_load_warning BY NAME
WITH standing AS (
    FROM core_charge_daily
    SEMI JOIN stale_charge USING (billing_account_id, billing_period_start, provider)
    ANTI JOIN stale_charge USING (load_id, billing_account_id, billing_period_start, provider)
),
judged AS (
    SELECT
        old.*,
        EXISTS (
            SELECT 1
            FROM standing AS newer
            WHERE newer.billing_account_id = old.billing_account_id
              AND newer.billing_period_start = old.billing_period_start
              AND newer.provider = old.provider
              AND newer.charge_date_utc = old.charge_date_utc
              AND newer.service = old.service
              AND newer.sub_account_id IS NOT DISTINCT FROM old.sub_account_id
              AND newer.sku_id IS NOT DISTINCT FROM old.sku_id
        ) AS is_there_again
    FROM core_charge_daily AS old
    SEMI JOIN stale_charge USING (load_id, billing_account_id, billing_period_start, provider)
),
unlike AS (
    SELECT load_id, currency, sum(source_row_count) AS source_rows, sum(billed_amount) AS billed
    FROM judged
    GROUP BY load_id, currency, billing_account_id, billing_period_start, provider
    HAVING NOT bool_or(is_there_again)
)
SELECT
    load_id,
    'replaced_without_overlap' AS warning,
    currency,
    sum(source_rows) AS source_row_count,
    sum(billed) AS amount
FROM unlike
GROUP BY load_id, currency
