"""AWS's and Oracle's own exports say the same as FOCUS would; FOCUS's commitments are kept."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

# line item type, what else the line says -> category, billed, effective
LINES = {
    "usage": ({}, "Usage", "10", "10"),
    "reserved": (
        {"lineItem/LineItemType": "DiscountedUsage", "reservation/EffectiveCost": "6.5"}
        | {"lineItem/UnblendedCost": "0", "reservation/ReservationARN": "arn:ri"},
        *("Usage", "0", "6.5"),
    ),
    "savings plan": (
        {"lineItem/LineItemType": "SavingsPlanCoveredUsage"}
        | {"savingsPlan/SavingsPlanEffectiveCost": "7E-1"},
        *("Usage", "10", "0.7"),
    ),
    "negation": (
        {"lineItem/LineItemType": "SavingsPlanNegation", "lineItem/UnblendedCost": "-10"},
        *("Usage", "-10", "0"),
    ),
    # 5 committed, 3.5 used: 1.5 was paid for nothing.
    "unused savings plan": (
        {"lineItem/LineItemType": "SavingsPlanRecurringFee", "lineItem/UnblendedCost": "5"}
        | {"savingsPlan/TotalCommitmentToDate": "5", "savingsPlan/UsedCommitment": "3.5"},
        *("Purchase", "5", "1.5"),
    ),
    # 2 of the upfront payment and 0.25 of the month's fee covered nothing.
    "unused reservation": (
        {"lineItem/LineItemType": "RIFee", "lineItem/UnblendedCost": "4"}
        | {"reservation/UnusedAmortizedUpfrontFeeForBillingPeriod": "2"}
        | {"reservation/UnusedRecurringFee": "0.25"},
        *("Purchase", "4", "2.25"),
    ),
    "tax": ({"lineItem/LineItemType": "Tax"}, "Tax", "10", "10"),
    "refund": (
        {"lineItem/LineItemType": "Refund", "lineItem/UnblendedCost": "-3"},
        *("Adjustment", "-3", "-3"),
    ),
}


@pytest.mark.parametrize(("line", "category", "billed", "effective"), LINES.values(), ids=LINES)
def test_aws_line_item_types_become_categories_and_amortised_cost(
    line: dict[str, str],
    category: str,
    billed: str,
    effective: str,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    load(write_file("cur.csv", [row("aws_cur", **line)]))
    [charge] = core("FROM core_charge_daily")
    assert charge["charge_category"] == category
    assert (charge["billed_amount"], charge["effective_amount"]) == (
        Decimal(billed),
        Decimal(effective),
    )
    assert (charge["provider"], charge["billing_account_id"]) == ("AWS", "1234")
    assert (charge["project"], charge["list_amount"]) == ("chat", Decimal(12))
    assert charge["commitment_id"] == (line.get("reservation/ReservationARN"))


def test_an_aws_line_of_an_unknown_type_or_without_its_effective_cost_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    lines = [
        row("aws_cur"),
        row("aws_cur", **{"lineItem/LineItemType": "Surprise"}),
        row("aws_cur", **{"lineItem/LineItemType": "DiscountedUsage"}),
    ]
    load(write_file("cur.csv", lines))
    faults = core("FROM core_rejected_row ORDER BY line_number")
    assert [(f["line_number"], f["column"]) for f in faults] == [
        (3, "ChargeCategory"),
        (4, "EffectiveCost"),
    ]


def test_the_other_spelling_of_aws_columns_reads_the_same(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    line = {
        "bill_payer_account_id": "1234",
        "bill_billing_period_start_date": "2026-05-01T00:00:00.000Z",
        "bill_billing_period_end_date": "2026-06-01T00:00:00.000Z",
        "line_item_line_item_type": "DiscountedUsage",
        "line_item_usage_start_date": "2026-05-03T10:00:00.000Z",
        "line_item_usage_end_date": "2026-05-03T11:00:00.000Z",
        "line_item_currency_code": "USD",
        "line_item_unblended_cost": "0",
        "reservation_effective_cost": "6.5",
        "reservation_reservation_arn": "arn:ri",
    }
    load(write_file("cur.csv", [line]))
    [charge] = core("FROM core_charge_daily")
    assert (charge["effective_amount"], charge["commitment_id"]) == (Decimal("6.5"), "arn:ri")


def test_oracle_s_reports_are_increments_and_corrections_are_lines(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("11/0001-00001.csv", [row("oci_cost_report")]))
    correction = {"cost/myCost": "-4.5E0", "lineItem/isCorrection": "true"}
    load(write_file("12/0002-00001.csv", [row("oci_cost_report", **correction)]))
    rows = core("FROM core_charge_daily ORDER BY billed_amount DESC")
    assert [(r["billed_amount"], r["charge_class"]) for r in rows] == [
        (Decimal(10), None),
        (Decimal("-4.5"), "Correction"),
    ]
    first = rows[0]
    assert first["billing_period_start"] == date(2026, 5, 1)
    assert (first["project"], first["provider"], first["list_amount"]) == ("chat", "Oracle", None)


def test_a_commitment_is_kept_with_its_figures_and_a_newer_export_replaces_it(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [row("focus_commitment")]))
    load(write_file("b.csv", [row("focus_commitment", ContractCommitmentCost="1500.50")]))
    [kept] = core("FROM core_contract_commitment")
    assert (kept["amount"], kept["currency"]) == (Decimal("1500.5"), "USD")
    assert (kept["starts_at_utc"], kept["ends_at_utc"]) == (
        datetime(2026, 1, 1),  # noqa: DTZ001  naive UTC, as all times in tables
        datetime(2027, 1, 1),  # noqa: DTZ001
    )


@pytest.mark.parametrize(
    "change",
    [
        {"ContractCommitmentCost": ""},
        {"BillingCurrency": ""},
        {"ContractCommitmentCategory": "Usage"},
        {"ContractCommitmentPeriodEnd": "2025-01-01T00:00:00Z"},
    ],
)
def test_a_commitment_without_its_figure_or_period_is_rejected(
    change: dict[str, str], load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    second = row("focus_commitment", ContractCommitmentId="sp-2", **change)
    load(write_file("a.csv", [row("focus_commitment"), second]))
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 3
