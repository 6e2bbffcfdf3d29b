"""Credits, refunds, purchases and tax stay apart in charges; vouchers apart from the balance."""

from decimal import Decimal

import polars as pl
import pytest

from data.workspace import Workspace
from etl.landing import landing_path
from tests.fixture_types import Core, Load, MakeRow, WriteFile

PAID = "SELECT voucher_amount, balance_amount FROM core_charge_daily"


def test_every_category_and_correction_is_a_row_of_its_own(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    charges = [
        ("Usage", "", "100"),
        ("Purchase", "", "50"),
        ("Tax", "", "9"),
        ("Credit", "", "-20"),  # a voucher on a line of its own
        ("Adjustment", "", "-3"),  # a refund
        ("Usage", "Correction", "-7"),  # of an earlier month
    ]
    lines = [
        row("focus", ChargeCategory=category, ChargeClass=kind, BilledCost=cost)
        for category, kind, cost in charges
    ]
    load(write_file("bill.csv", lines))
    found = core("FROM core_charge_daily ORDER BY first_line_number")
    assert [
        (c["charge_category"], c["charge_class"] or "", str(round(c["billed_amount"])))
        for c in found
    ] == charges
    [usage] = core(
        "SELECT sum(billed_amount) AS billed FROM core_charge_daily WHERE charge_category = 'Usage'"
    )
    assert usage["billed"] == 93  # neither credit nor refund hides in it


PROVIDERS = {
    "Tencent's names": (
        {
            "x_VoucherPayAmount": "30.5",
            "x_IncentivePayAmount": "1",
            "x_CashPayAmount": "68.5",
            "x_TransferPayAmount": "0",
        },
        "31.5",  # vouchers and free credit
        "68.5",
    ),
    "Alibaba's names, without the x_": (
        {
            "DeductedByCoupons": "10",
            "DeductedByCashCoupons": "5",
            "DeductedByPrepaidCard": "20",
            "PaymentAmount": "65",
        },
        "15",
        "85",  # a stored-value card is the company's own money
    ),
    "Huawei's names": (
        {"x_coupon_amount": "1", "x_cashcoupon_amount": "2", "x_debit_amount": "97"},
        "3",
        "97",
    ),
    "vouchers alone": ({"x_VoucherAmount": "40"}, "40", None),
}


@pytest.mark.parametrize(("columns", "voucher", "balance"), PROVIDERS.values(), ids=PROVIDERS)
def test_what_vouchers_paid_is_kept_apart_from_what_the_balance_paid(
    columns: dict[str, str],
    voucher: str,
    balance: str | None,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    load(write_file("bill.csv", [row("focus", BilledCost="100") | columns]))
    [paid] = core(PAID)
    assert paid["voucher_amount"] == Decimal(voucher)
    assert paid["balance_amount"] == (None if balance is None else Decimal(balance))


def test_what_was_paid_by_vouchers_adds_up_and_nothing_is_taken_off_the_bill(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    paid = [("0.1", "9.9"), ("0.2", "9.8")]
    lines = [row("focus") | {"x_VoucherAmount": v, "x_BalanceAmount": b} for v, b in paid]
    load(write_file("bill.csv", lines))
    [charge] = core("FROM core_charge_daily")
    assert charge["voucher_amount"] == Decimal("0.3")  # which binary fractions miss
    assert charge["balance_amount"] == Decimal("19.7")
    assert charge["billed_amount"] == 20


@pytest.mark.parametrize("cell", ["", "-", "1,5"])
def test_a_group_with_a_line_that_does_not_say_how_it_was_paid_says_nothing(
    cell: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    lines = [row("focus") | {"x_VoucherAmount": voucher} for voucher in ("4", cell)]
    [outcome] = load(write_file("bill.csv", lines))
    assert outcome.record.rows_loaded == 2
    assert core(PAID) == [{"voucher_amount": None, "balance_amount": None}]


def test_other_columns_say_nothing_of_payment(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("bill.csv", [row("focus") | {"x_CostCenter": "cc-7", "x_TaxAmount": "3"}]))
    assert core(PAID) == [{"voucher_amount": None, "balance_amount": None}]


def test_landing_from_before_the_payments_were_read_has_none_and_still_makes_core(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    [outcome] = load(write_file("bill.csv", [row("focus") | {"x_VoucherAmount": "4"}]))
    path = landing_path(workspace, outcome.record.load_id)
    pl.read_parquet(path).drop("voucher_paid", "balance_paid").write_parquet(path)
    assert core(PAID) == [{"voucher_amount": None, "balance_amount": None}]
