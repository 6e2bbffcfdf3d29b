-- One row per offer of the price book: its newest price. Reader: dashboard.screens.training_places.
SELECT *
FROM core_price
WHERE billing_mode <> 'purchase' AND currency = 'CNY'
QUALIFY row_number() OVER (PARTITION BY offer_id ORDER BY valid_from DESC) = 1
ORDER BY offer_id
