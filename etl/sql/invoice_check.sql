-- Grain: core_invoice_check. Charges that name an invoice are compared with that invoice; those that
-- name none, with the invoices of their account, month, currency and seller that no charge names.
-- A seller's name is that of the charges' provider or of their invoice issuer.
INSERT INTO core_invoice_check BY NAME
WITH charge AS MATERIALIZED (FROM invoice_charge),
found AS (
    SELECT
        given.*,
        EXISTS (
            FROM charge
            WHERE charge.invoice_id = given.invoice_id
              AND charge.currency = given.currency
              AND lower(given.seller) IN (lower(charge.provider), lower(charge.invoice_issuer))
        ) AS is_named,
        EXISTS (
            FROM charge
            WHERE charge.invoice_id IS NULL
              AND charge.billing_account_id = given.billing_account_id
              AND charge.billing_month = given.billing_month
              AND charge.currency = given.currency
              AND lower(given.seller) IN (lower(charge.provider), lower(charge.invoice_issuer))
        ) AS has_nameless
    FROM invoice_given AS given
),
invoice AS MATERIALIZED (SELECT *, has_nameless AND NOT is_named AS is_of_account FROM found),
bundle AS (  -- what is compared as one: an invoice, or all those of an account and month
    SELECT
        given_by,
        seller,
        currency,
        is_named,
        CASE WHEN NOT is_of_account THEN invoice_id END AS wanted_invoice,
        CASE WHEN is_of_account THEN billing_account_id END AS wanted_account,
        CASE WHEN is_of_account THEN billing_month END AS wanted_month,
        string_agg(DISTINCT invoice_id, ', ' ORDER BY invoice_id) AS invoice_id,
        CASE WHEN count(DISTINCT billing_account_id) = 1 THEN min(billing_account_id) END
            AS billing_account_id,
        CASE WHEN count(DISTINCT billing_month) = 1 THEN min(billing_month) END AS billing_month,
        sum(amount) AS amount,
        CASE WHEN count(tax_amount) = count(*) THEN sum(tax_amount) END AS tax_amount,
        bool_or(is_provisional) AS is_provisional,
        min(load_id) AS load_id
    FROM invoice
    GROUP BY given_by, seller, currency, is_named, wanted_invoice, wanted_account, wanted_month
),
side_by_side AS (
    SELECT
        bundle.*,
        sum(charge.amount) AS charge_amount,
        coalesce(bool_or(charge.has_tax), FALSE) AS has_tax,
        CAST(coalesce(sum(charge.source_row_count), 0) AS BIGINT) AS source_row_count
    FROM bundle
    LEFT JOIN charge
        ON charge.currency = bundle.currency
       AND lower(bundle.seller) IN (lower(charge.provider), lower(charge.invoice_issuer))
       AND (
           charge.invoice_id = bundle.wanted_invoice
           OR (
               charge.invoice_id IS NULL
               AND charge.billing_account_id = bundle.wanted_account
               AND charge.billing_month = bundle.wanted_month
           )
       )
    GROUP BY ALL
),
compared AS (
    SELECT
        * EXCLUDE (amount, tax_amount, has_tax),
        CASE WHEN charge_amount IS NOT NULL AND (has_tax OR tax_amount IS NOT NULL) THEN has_tax END
            AS is_tax_compared,
        amount - CASE WHEN is_tax_compared = FALSE THEN tax_amount ELSE 0 END AS invoice_amount,
        round(charge_amount, 2) - round(invoice_amount, 2) AS difference
    FROM side_by_side
)
SELECT
    seller AS provider,
    invoice_id,
    billing_account_id,
    billing_month,
    currency,
    CASE
        WHEN charge_amount IS NULL THEN 'no_charges'
        WHEN difference = 0 THEN 'agrees'
        ELSE 'differs'
    END AS check_state,
    CASE
        WHEN charge_amount IS NULL THEN NULL
        WHEN is_named THEN 'invoice_id'
        ELSE 'account_and_period'
    END AS matched_by,
    invoice_amount,
    charge_amount,
    difference,
    is_tax_compared,
    is_provisional,
    given_by,
    source_row_count,
    load_id
FROM compared
UNION ALL BY NAME
SELECT
    coalesce(invoice_issuer, provider) AS provider,
    invoice_id,
    billing_account_id,
    billing_month,
    currency,
    'no_invoice' AS check_state,
    amount AS charge_amount,
    source_row_count,
    load_id
FROM charge
WHERE NOT EXISTS (
    FROM invoice
    WHERE invoice.currency = charge.currency
      AND lower(invoice.seller) IN (lower(charge.provider), lower(charge.invoice_issuer))
      AND (
          charge.invoice_id = invoice.invoice_id
          OR (
              charge.invoice_id IS NULL
              AND invoice.is_of_account
              AND charge.billing_account_id = invoice.billing_account_id
              AND charge.billing_month = invoice.billing_month
          )
      )
)
