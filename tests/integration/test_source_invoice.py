"""Invoices and billing periods at the door: kept, rejected, and replaced by their corrections."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile


def test_an_invoice_is_kept_as_it_is_typed(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(
        write_file("invoices.csv", [row("invoice", total="1,234,567.50", tax="６９，８８１．１７")])
    )
    [invoice] = core("FROM core_invoice")
    assert invoice["invoice_amount"] == Decimal("1234567.50")
    assert invoice["tax_amount"] == Decimal("69881.17")
    assert (invoice["invoice_id"], invoice["provider"]) == ("inv-1", "Yunlan")
    assert (invoice["billing_period_start"], invoice["currency"]) == (date(2026, 5, 1), "CNY")
    assert invoice["line_number"] == 2


FAULTS = {
    "no number": ({"invoice_id": ""}, "invoice_id", "is empty"),
    "a comma that may mean two things": ({"total": "1,500"}, "total", "no comma"),
    "tenths of a cent": ({"total": "10.605"}, "total", "at most 2 decimals"),
    "a currency in words": ({"currency": "yuan"}, "currency", "three capital letters"),
    "a month without its day": ({"billing_period_start": "2026-05"}, "billing_period_start", ""),
    "tax and total changed over": ({"total": "0.60", "tax": "10.60"}, None, "tax is a part"),
    "tax of the other sign": ({"total": "-10.60"}, None, "tax is a part"),
}


@pytest.mark.parametrize(("change", "column", "reason"), FAULTS.values(), ids=FAULTS)
def test_an_invoice_that_cannot_be_trusted_is_rejected_with_its_line(
    change: dict[str, str], column: str | None, reason: str, fault_of: FaultOf
) -> None:
    found, why = fault_of("invoice", {"invoice_id": "inv-0"}, **change)
    assert found == column
    assert reason in why


def test_a_credit_note_is_negative_with_its_tax(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("invoices.csv", [row("invoice", total="-10.60", tax="-0.60")]))
    assert [i["tax_amount"] for i in core("FROM core_invoice")] == [Decimal("-0.60")]


def test_two_totals_for_one_invoice_contradict_each_other_and_the_same_one_twice_is_one(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    twice = [row("invoice"), row("invoice")]
    two = [row("invoice", invoice_id="inv-2", total=total) for total in ("10", "11")]
    [outcome] = load(write_file("invoices.csv", [*twice, *two]))
    assert (outcome.record.rows_loaded, outcome.record.rows_duplicate) == (1, 1)
    assert outcome.record.rows_rejected == 2


def test_an_invoice_entered_again_replaces_itself_and_no_other_seller_s(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    other = row("invoice", provider="Other")
    load(write_file("invoices.csv", [row("invoice"), other]))
    load(write_file("corrected.csv", [row("invoice", total="20")]))
    invoices = core("FROM core_invoice ORDER BY provider")
    assert [(i["provider"], i["invoice_amount"]) for i in invoices] == [
        ("Other", Decimal("10.60")),
        ("Yunlan", 20),
    ]


def test_lines_of_an_invoice_are_kept_with_their_dates(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    line = row("focus_invoice_detail", BilledCost="1E-2", InvoiceIssueDate="NULL")
    load(write_file("details.csv", [line]))
    [detail] = core("FROM core_invoice_detail")
    assert detail["billed_amount"] == Decimal("0.01")
    assert (detail["issued_on"], detail["due_on"]) == (None, date(2026, 7, 3))
    assert (detail["billing_period_start"], detail["issue_status"]) == (
        date(2026, 5, 1),
        "Issued",
    )
    assert (detail["payment_currency"], detail["payment_amount"]) == ("CNY", 10)
    assert (detail["purchase_order"], detail["reference_invoice_id"]) == ("po-7", "inv-1")


DETAIL_FAULTS = {
    "a status of its own": ({"InvoiceIssueStatus": "Paid"}, "InvoiceIssueStatus"),
    "a category of its own": ({"ChargeCategory": "Fee"}, "ChargeCategory"),
    "no amount": ({"BilledCost": "null"}, "BilledCost"),
    "no line of the invoice": ({"InvoiceDetailId": ""}, "InvoiceDetailId"),
    "an end before the beginning": ({"BillingPeriodEnd": "2026-04-01T00:00:00Z"}, None),
}


@pytest.mark.parametrize(("change", "column"), DETAIL_FAULTS.values(), ids=DETAIL_FAULTS)
def test_a_line_of_an_invoice_that_cannot_be_trusted_is_rejected(
    change: dict[str, str],
    column: str | None,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    line = row("focus_invoice_detail")
    broken = row("focus_invoice_detail", InvoiceDetailDescription="x") | change
    load(write_file("details.csv", [line | {"InvoiceDetailId": "line-0"}, broken]))
    [fault] = core("FROM core_rejected_row")
    assert (fault["line_number"], fault["column"]) == (3, column)


def test_a_corrected_invoice_replaces_all_its_lines_and_no_other_invoice(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    lines = [
        row("focus_invoice_detail", InvoiceId=invoice, InvoiceDetailId=line)
        for invoice, line in (("inv-1", "a"), ("inv-1", "b"), ("inv-2", "a"))
    ]
    load(write_file("details.csv", lines))
    load(write_file("corrected.csv", [lines[0] | {"BilledCost": "12"}]))
    found = core("FROM core_invoice_detail ORDER BY invoice_id")
    assert [(d["invoice_id"], d["billed_amount"]) for d in found] == [("inv-1", 12), ("inv-2", 10)]


def test_a_billing_period_is_as_its_issuer_last_changed_it_whatever_is_loaded_last(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    closed = row("focus_billing_period")
    earlier = {"BillingPeriodLastUpdated": "2026-05-20T09:00:00Z", "BillingPeriodStatus": "Open"}
    load(write_file("closed.csv", [closed]))
    load(write_file("old.csv", [closed | earlier]))
    [period] = core("FROM core_billing_period")
    assert (period["invoice_issuer"], period["period_status"]) == ("Yunlan", "Closed")
    assert (period["starts_at_utc"], period["ends_at_utc"]) == (
        datetime(2026, 5, 1),  # noqa: DTZ001
        datetime(2026, 6, 1),  # noqa: DTZ001
    )
    assert period["billing_period_start"] == date(2026, 5, 1)


def test_a_billing_period_of_an_unknown_status_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("periods.csv", [row("focus_billing_period", BillingPeriodStatus="Late")]))
    [fault] = core("FROM core_rejected_row")
    assert fault["column"] == "BillingPeriodStatus"
