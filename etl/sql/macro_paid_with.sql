-- Grain: one line of a bill. What it says was paid with vouchers, or with the company's own balance,
-- in columns that FOCUS does not know. Empty where the line does not say, or says what is no number.
-- The names are those of the providers' own bills, with `x_` before them or without:
-- Tencent ...PayAmount, Alibaba DeductedBy... and PaymentAmount, Huawei ..._amount.
CREATE OR REPLACE TEMP MACRO paid_with(extension, way) AS
CASE
    WHEN contains(extension, 'Amount') OR contains(extension, 'DeductedBy') OR contains(extension, '_amount')
    THEN list_transform(
        [
            list_transform(
                list_filter(
                    list_transform(
                        CASE way
                            WHEN 'voucher' THEN [
                                'VoucherAmount', 'VoucherPayAmount', 'IncentivePayAmount',
                                'DeductedByCoupons', 'DeductedByCashCoupons',
                                'coupon_amount', 'cashcoupon_amount'
                            ]
                            WHEN 'balance' THEN [
                                'BalanceAmount', 'CashPayAmount', 'TransferPayAmount',
                                'PaymentAmount', 'DeductedByPrepaidCard',
                                'debit_amount', 'credit_amount', 'storedcard_amount'
                            ]
                        END,
                        lambda name: trim(coalesce(
                            json_extract_string(extension, '$."x_' || name || '"'),
                            json_extract_string(extension, '$."' || name || '"')
                        ))
                    ),
                    lambda cell: cell <> ''
                ),
                lambda cell: TRY_CAST(cell AS DECIMAL(38, 18))
            )
        ],
        lambda amounts: CASE WHEN list_count(amounts) = len(amounts) THEN list_sum(amounts) END
    )[1]
END
