-- Grain: one row per billing account, billing period, provider and load whose charges a newer export
-- replaces. For each of these the newest export holds, whole: a corrected export that drops a line
-- removes it. An export is the loads of one folder (`delivery`), or the folders of one listing
-- (core_export_part). Its parts add up, where
-- - a part that the newest listing of its folder leaves out no longer belongs to the export, unless it
--   was saved later and never listed: then it is an addition;
-- - a newer file of the same name replaces the older; files of one listing are apart, whatever their
--   names.
-- Read by warn_replaced_charge and supersede_charge.
CREATE OR REPLACE TEMPORARY TABLE stale_charge AS
WITH listing AS (
    SELECT
        part.delivery,
        part.content_sha256,
        max(core_load.sequence) AS listed_at,
        arg_max(part.export, core_load.sequence) AS export
    FROM core_export_part AS part
    JOIN core_load ON core_load.load_id = part.load_id
    GROUP BY part.delivery, part.content_sha256
),
scope AS (
    SELECT
        charge.*,
        core_load.file_name,
        core_load.sequence,
        listing.listed_at,
        listing.export
    FROM (
        SELECT DISTINCT billing_account_id, billing_period_start, provider, delivery, load_id
        FROM core_charge_daily
    ) AS charge
    JOIN core_load ON core_load.load_id = charge.load_id
    LEFT JOIN listing
        ON listing.delivery = charge.delivery
       AND listing.content_sha256 = core_load.content_sha256
),
listed AS (
    SELECT
        * EXCLUDE (export),
        max(listed_at) OVER folder AS last_listed_at,
        coalesce(arg_max(export, listed_at) OVER folder, delivery) AS export,
        coalesce(listed_at = last_listed_at, FALSE) AS is_listed
    FROM scope
    WINDOW folder AS (PARTITION BY billing_account_id, billing_period_start, provider, delivery)
)
SELECT
    *,
    arg_max(export, sequence) OVER bill AS newest_export
FROM listed
WINDOW
    bill AS (PARTITION BY billing_account_id, billing_period_start, provider),
    part AS (
        PARTITION BY billing_account_id, billing_period_start, provider, export, delivery, file_name
    )
QUALIFY export <> newest_export
    OR (NOT is_listed AND coalesce(listed_at, sequence) < last_listed_at)
    OR (NOT is_listed AND sequence < max(sequence) OVER part)
    OR sequence < max(CASE WHEN NOT is_listed THEN sequence END) OVER part
