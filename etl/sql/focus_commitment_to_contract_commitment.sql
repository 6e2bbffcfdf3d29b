-- Grain: core_contract_commitment. Reads: landing of source `focus_commitment`.
SELECT
    ContractCommitmentId AS commitment_id,
    ContractId AS contract_id,
    ServiceProviderName AS provider,
    ContractCommitmentCategory AS commitment_category,
    ContractCommitmentType AS commitment_type,
    ContractCommitmentPeriodStart AS starts_at_utc,
    ContractCommitmentPeriodEnd AS ends_at_utc,
    ContractCommitmentCost AS amount,
    BillingCurrency AS currency,
    ContractCommitmentQuantity AS quantity,
    ContractCommitmentUnit AS unit,
    ContractCommitmentPaymentModel AS payment_model,
    ContractCommitmentLifecycleStatus AS lifecycle_status,
    ContractCommitmentDescription AS description,
    load_id,
    line_number
FROM landing
