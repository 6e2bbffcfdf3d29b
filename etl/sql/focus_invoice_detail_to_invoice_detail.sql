-- Grain: core_invoice_detail. Reads: landing of source `focus_invoice_detail`.
SELECT
    InvoiceId AS invoice_id,
    InvoiceDetailId AS invoice_detail_id,
    InvoiceIssuerName AS invoice_issuer,
    BillingAccountId AS billing_account_id,
    CAST(BillingPeriodStart AS DATE) AS billing_period_start,
    ChargeCategory AS charge_category,
    BillingCurrency AS currency,
    BilledCost AS billed_amount,
    InvoiceIssueStatus AS issue_status,
    CAST(InvoiceIssueDate AS DATE) AS issued_on,
    CAST(PaymentDueDate AS DATE) AS due_on,
    PaymentTerms AS payment_terms,
    PaymentCurrency AS payment_currency,
    PaymentCurrencyBilledCost AS payment_amount,
    PurchaseOrderNumber AS purchase_order,
    ReferenceInvoiceId AS reference_invoice_id,
    InvoiceDetailDescription AS description,
    load_id,
    line_number
FROM landing
