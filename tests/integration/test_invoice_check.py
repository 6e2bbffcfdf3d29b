"""Charges held against invoices, to the cent: what agrees, what differs, and what is missing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from tests.fixture_types import Core, Load, MakeRow, Row, WriteFile

Bill = Callable[..., None]

CHECKS = "FROM core_invoice_check ORDER BY invoice_id NULLS LAST, check_state"


@pytest.fixture
def bill(load: Load, row: MakeRow, write_file: WriteFile) -> Bill:
    """Load charges; each is billed cost, invoice (empty: none), and other changes."""

    def load_bill(*charges: tuple[str, str] | tuple[str, str, Row]) -> None:
        lines = [
            row("focus", BilledCost=cost, **(more[0] if more else {})) | {"InvoiceId": invoice}
            for cost, invoice, *more in charges
        ]
        load(write_file("bill.csv", lines))

    return load_bill


@pytest.fixture
def give(load: Load, row: MakeRow, write_file: WriteFile) -> Bill:
    """Load invoices of our template; a total of 10.60 with 0.60 tax unless changed."""

    def load_invoices(*changes: Row) -> None:
        load(write_file("invoices.csv", [row("invoice", **change) for change in changes]))

    return load_invoices


def test_charges_that_come_to_the_invoice_agree_to_the_cent(
    bill: Bill, give: Bill, core: Core
) -> None:
    # 3.333 + 6.668 = 10.001 is 10.00; no line is tax, so 10.60 - 0.60 is what it must come to.
    bill(("3.333", "inv-1"), ("6.668", "inv-1"))
    give({})
    [check] = core(CHECKS)
    assert (check["check_state"], check["matched_by"]) == ("agrees", "invoice_id")
    assert (check["charge_amount"], check["invoice_amount"]) == (Decimal("10.001"), 10)
    assert (check["difference"], check["is_tax_compared"]) == (0, False)
    assert (check["provider"], check["billing_account_id"]) == ("Yunlan", "acc-1")
    assert (check["billing_month"], check["source_row_count"]) == (date(2026, 5, 1), 2)
    assert core("FROM core_load_warning WHERE warning = 'invoice_differs'") == []


def test_a_difference_of_a_cent_is_stated_and_warned_of_and_refuses_nothing(
    bill: Bill, give: Bill, core: Core, workspace: Workspace
) -> None:
    bill(("10.006", "inv-1"))  # 10.01 to the cent
    give({})
    [check] = core(CHECKS)
    assert (check["check_state"], check["difference"]) == ("differs", Decimal("0.01"))
    [warning] = core("FROM core_load_warning WHERE warning = 'invoice_differs'")
    assert (warning["currency"], warning["amount"]) == ("CNY", Decimal("0.01"))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)


def test_too_much_and_too_little_do_not_make_up_for_each_other_in_the_warning(
    bill: Bill, give: Bill, core: Core
) -> None:
    bill(("12", "inv-1"), ("7", "inv-2"))
    give({}, {"invoice_id": "inv-2"})
    # 12 - 10 = 2 too much and 7 - 10 = -3 too little: 5, not -1.
    assert [c["difference"] for c in core(CHECKS)] == [2, -3]
    [warning] = core("FROM core_load_warning WHERE warning = 'invoice_differs'")
    assert warning["amount"] == 5


def test_tax_lines_are_held_against_the_total_with_tax(bill: Bill, give: Bill, core: Core) -> None:
    bill(("10", "inv-1"), ("0.60", "inv-1", {"ChargeCategory": "Tax"}))
    give({})
    [check] = core(CHECKS)
    assert (check["check_state"], check["is_tax_compared"]) == ("agrees", True)
    assert check["invoice_amount"] == Decimal("10.60")


def test_where_the_tax_is_not_said_the_total_is_compared_as_it_stands(
    bill: Bill, give: Bill, core: Core
) -> None:
    bill(("10", "inv-1"))
    give({"tax": ""})
    [check] = core(CHECKS)
    assert (check["difference"], check["is_tax_compared"]) == (Decimal("-0.60"), None)


def test_credits_and_refunds_lower_what_is_billed(bill: Bill, give: Bill, core: Core) -> None:
    bill(
        ("12", "inv-1"),
        ("-1.5", "inv-1", {"ChargeCategory": "Credit"}),
        ("-0.5", "inv-1", {"ChargeCategory": "Adjustment"}),
    )
    give({})
    assert [c["check_state"] for c in core(CHECKS)] == ["agrees"]


def test_one_side_without_the_other_is_stated(bill: Bill, give: Bill, core: Core) -> None:
    bill(("7", "inv-9"))
    give({})
    without_charges, without_invoice = core(CHECKS)
    assert without_charges["check_state"] == "no_charges"
    assert without_charges["invoice_amount"] == Decimal("10.60")  # as printed
    assert (without_charges["charge_amount"], without_charges["difference"]) == (None, None)
    assert (without_invoice["check_state"], without_invoice["invoice_id"]) == (
        "no_invoice",
        "inv-9",
    )
    assert (without_invoice["charge_amount"], without_invoice["invoice_amount"]) == (7, None)
    assert core("FROM core_load_warning WHERE warning = 'invoice_differs'") == []


def test_charges_without_an_invoice_are_held_against_those_of_their_account_and_month(
    bill: Bill, give: Bill, core: Core
) -> None:
    other = {"BillingAccountId": "acc-2"}
    bill(("15", ""), ("6", ""), ("100", "", other))
    give({}, {"invoice_id": "inv-2", "total": "11.00", "tax": ""})
    both, without = core(CHECKS)
    # 10.60 + 11.00 = 21.60, whose tax is not all said; the charges come to 15 + 6 = 21.
    assert (both["invoice_id"], both["matched_by"]) == ("inv-1, inv-2", "account_and_period")
    assert (both["invoice_amount"], both["difference"]) == (Decimal("21.60"), Decimal("-0.60"))
    assert (without["check_state"], without["billing_account_id"]) == ("no_invoice", "acc-2")


def test_a_month_that_begins_the_evening_before_in_utc_is_the_invoice_s_month(
    bill: Bill, give: Bill, core: Core
) -> None:
    shanghai = {
        "BillingPeriodStart": "2026-04-30 16:00:00",
        "BillingPeriodEnd": "2026-05-31 16:00:00",
    }
    bill(("10", "", shanghai))
    give({})
    assert [c["check_state"] for c in core(CHECKS)] == ["agrees"]


@pytest.mark.parametrize(
    "change", [{"currency": "USD"}, {"provider": "Other"}, {"billing_period_start": "2026-06-01"}]
)
def test_another_currency_seller_or_month_is_never_compared(
    change: Row, bill: Bill, give: Bill, core: Core
) -> None:
    bill(("10", ""))
    give(change)
    assert {c["check_state"] for c in core(CHECKS)} == {"no_charges", "no_invoice"}


def test_a_seller_is_known_by_the_issuer_s_name_too_in_any_case(
    bill: Bill, give: Bill, core: Core
) -> None:
    bill(("10", "inv-1", {"InvoiceIssuerName": "Yunlan (Shanghai) Ltd"}))
    give({"provider": "YUNLAN (shanghai) Ltd"})
    assert [c["check_state"] for c in core(CHECKS)] == ["agrees"]


def details(row: MakeRow, *changes: Row) -> list[Row]:
    """Lines of invoices, numbered."""
    return [
        row("focus_invoice_detail", InvoiceDetailId=f"line-{number}", **change)
        for number, change in enumerate(changes)
    ]


def test_lines_of_an_exported_invoice_are_added_up_and_compared(
    bill: Bill, load: Load, row: MakeRow, write_file: WriteFile, core: Core
) -> None:
    bill(("7", "inv-1"), ("3", "inv-1"), ("0.60", "inv-1", {"ChargeCategory": "Tax"}))
    lines = details(row, {"BilledCost": "10"}, {"BilledCost": "0.60", "ChargeCategory": "Tax"})
    load(write_file("details.csv", lines))
    [check] = core(CHECKS)
    assert (check["check_state"], check["given_by"]) == ("agrees", "focus_invoice_detail")
    assert (check["invoice_amount"], check["is_provisional"]) == (Decimal("10.60"), False)


def test_an_open_invoice_that_differs_is_no_warning_and_a_voided_one_is_none(
    bill: Bill, load: Load, row: MakeRow, write_file: WriteFile, core: Core
) -> None:
    bill(("7", "inv-1"), ("3", "inv-2"))
    lines = details(
        row,
        {"InvoiceIssueStatus": "Open"},
        {"InvoiceIssueStatus": "Voided", "InvoiceId": "inv-2", "BilledCost": "3"},
    )
    load(write_file("details.csv", lines))
    first, second = core(CHECKS)
    assert (first["check_state"], first["difference"], first["is_provisional"]) == (
        "differs",
        -3,
        True,
    )
    assert (second["check_state"], second["charge_amount"]) == ("no_invoice", 3)
    assert core("FROM core_load_warning WHERE warning = 'invoice_differs'") == []


def test_an_invoice_given_on_paper_and_by_its_lines_is_compared_with_both(
    bill: Bill, give: Bill, load: Load, row: MakeRow, write_file: WriteFile, core: Core
) -> None:
    bill(("10", "inv-1"))
    give({"total": "11", "tax": "0"})
    load(write_file("details.csv", details(row, {})))
    assert [(c["given_by"], c["difference"]) for c in core(CHECKS)] == [
        ("focus_invoice_detail", 0),
        ("invoice", -1),
    ]


def test_a_corrected_export_changes_the_comparison(bill: Bill, give: Bill, core: Core) -> None:
    bill(("11", "inv-1"))
    give({})
    assert [c["difference"] for c in core(CHECKS)] == [1]
    bill(("10", "inv-1"))
    assert [c["difference"] for c in core(CHECKS)] == [0]


@pytest.mark.real
def test_every_cent_of_a_conforming_export_is_on_one_of_its_invoices(
    real_folder: Path, load: Load, give: Bill, core: Core
) -> None:
    load(real_folder / "focus" / "focus_1_4_cost_and_usage.csv")
    found = core(CHECKS)
    assert [(c["invoice_id"], c["check_state"]) for c in found] == [
        ("INV-2026-05-0001", "no_invoice"),
        ("INV-2026-05-0002", "no_invoice"),
    ]
    [total] = core("SELECT sum(billed_amount) AS billed FROM core_charge_daily")
    assert sum(c["charge_amount"] for c in found) == total["billed"]
    cents = [str(round(c["charge_amount"], 2)) for c in found]
    account = {"provider": "AWS", "currency": "USD", "tax": ""}
    give(
        account | {"invoice_id": "INV-2026-05-0001", "total": cents[0]},
        account | {"invoice_id": "INV-2026-05-0002", "total": str(Decimal(cents[1]) + 5)},
    )
    assert [(c["check_state"], c["difference"]) for c in core(CHECKS)] == [
        ("agrees", 0),
        ("differs", -5),
    ]
