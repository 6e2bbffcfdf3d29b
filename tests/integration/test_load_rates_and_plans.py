"""Exchange rates, contracts and budgets: what was published, signed and decided, and no more."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

RATES = "SELECT rate_date, rate FROM core_fx_rate ORDER BY rate_date"


def test_the_dollar_in_yuan_is_the_cross_rate_over_the_euro(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # 1 euro is 1.25 dollars and 8 yuan: a dollar is 8 / 1.25 = 6.4 yuan.
    # 7.4326 / 1.1172 = 6.652882..., to eight decimals 6.65288221.
    load(
        write_file(
            "ecb.csv",
            [row("ecb_rates"), row("ecb_rates", Date="2026-03-03", USD="1.1172", CNY="7.4326")],
        )
    )
    rates = core("FROM core_fx_rate ORDER BY rate_date")
    assert [r["rate"] for r in rates] == [Decimal("6.40000000"), Decimal("6.65288221")]
    assert {(r["base_currency"], r["quote_currency"]) for r in rates} == {("USD", "CNY")}


def test_days_without_both_currencies_are_absent_and_none_is_made_up(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # Friday, Monday and Tuesday are given; Monday has no yuan. The weekend gets no rate.
    rows = [
        row("ecb_rates", Date="2026-03-03"),
        row("ecb_rates", Date="2026-03-02", CNY="N/A"),
        row("ecb_rates", Date="2026-02-27"),
    ]
    [outcome] = load(write_file("ecb.csv", rows))
    assert outcome.record.rows_rejected == 0
    assert [r["rate_date"] for r in core(RATES)] == [date(2026, 2, 27), date(2026, 3, 3)]


def test_a_rate_of_nothing_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("ecb.csv", [row("ecb_rates", USD="0"), row("ecb_rates", Date="2026-03-03")]))
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["reason"]) == (
        "usd_per_eur",
        "expected a number of at least 0.0001 of at most 10000, with at most 6 decimals",
    )


def test_the_banks_zip_with_a_comma_at_every_lines_end_is_read_as_it_comes(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref-hist.csv", "Date,USD,JPY,CNY,\n2026-03-02,1.25,160,8.00,\n")
    [outcome] = load(write_file("eurofxref-hist.zip", packed.getvalue()))
    assert outcome.record.rows_loaded == 1
    assert core(RATES) == [{"rate_date": date(2026, 3, 2), "rate": Decimal("6.4")}]


def test_a_newer_history_replaces_the_days_it_has(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [row("ecb_rates"), row("ecb_rates", Date="2026-03-03")]))
    load(write_file("b.csv", [row("ecb_rates", CNY="9.00")]))
    assert [r["rate"] for r in core(RATES)] == [Decimal("7.2"), Decimal("6.4")]


def test_a_contract_is_kept_as_signed(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("contracts.csv", [row("contract")]))
    [contract] = core("FROM core_commitment")
    assert (contract["servers"], contract["cards_per_server"]) == (3, 8)
    assert contract["fee_per_server_month"] == Decimal("76000.00")
    assert (contract["start_date"], contract["end_date"]) == (date(2026, 1, 1), date(2026, 12, 31))


CONTRACT_FAULTS = {
    "end_date": "2025-12-31",
    "servers": "0",
    "cards_per_server": "8 cards",
    "fee_per_server_month": "76,000",
    "billing_mode": "yearly",
    "tax_included": "unknown",
}


@pytest.mark.parametrize(("column", "cell"), CONTRACT_FAULTS.items())
def test_a_contract_that_cannot_be_right_is_rejected(
    column: str, cell: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("contracts.csv", [row("contract", **{column: cell})]))
    assert core("FROM core_commitment") == []
    [fault] = core("FROM core_rejected_row")
    assert fault["column"] == column or "ends on or after its first day" in fault["reason"]


def test_a_contract_entered_again_replaces_itself_and_leaves_the_others(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [row("contract"), row("contract", commitment_id="c-2")]))
    load(write_file("b.csv", [row("contract", servers="5")]))
    contracts = core("SELECT commitment_id, servers FROM core_commitment ORDER BY ALL")
    assert [(c["commitment_id"], c["servers"]) for c in contracts] == [("c-1", 5), ("c-2", 3)]


def test_a_budget_is_a_month_and_a_scope_and_the_newest_holds(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(
        write_file(
            "plan.csv",
            [
                row("budget"),
                row("budget", scope="train-a", amount="300000.50"),
                row("budget", month="2026-03-02"),
            ],
        )
    )
    load(write_file("revised.csv", [row("budget", amount="1500000")]))
    budgets = core("SELECT scope, amount FROM core_budget ORDER BY scope")
    assert [(b["scope"], b["amount"]) for b in budgets] == [
        ("company", Decimal("1500000.00")),
        ("train-a", Decimal("300000.50")),
    ]
    [fault] = core("FROM core_rejected_row")
    assert fault["reason"] == "breaks the rule: month is given by its first day"
