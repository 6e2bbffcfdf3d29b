-- Grain: core_token_price. Of a provider's prices the newest list that has them holds, whole: a model
-- that the newer list drops is no longer sold.
DELETE FROM core_token_price
WHERE rowid IN (
    SELECT row_in.rowid
    FROM core_token_price AS row_in JOIN core_load ON core_load.load_id = row_in.load_id
    QUALIFY core_load.sequence < max(core_load.sequence) OVER (PARTITION BY row_in.provider)
)
