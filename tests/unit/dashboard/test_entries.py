"""Rows pasted from a spreadsheet, the history, and a kind as a file."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from dashboard.decisions import (
    Advice,
    Verdict,
    all_advice,
    contract_cells,
    decision_values,
    open_advice,
    unsigned,
)
from dashboard.entries import export_kind, history, read_pasted
from data.errors import InputError
from data.planning.log import Entry, Kind, Values
from etl.planning import make_key
from tests.screens.ladder_rows import step

COLUMNS = ("month", "scope", "amount")


def entry(number: int, values: Values | None, kind: Kind = "budget", key: str = "a") -> Entry:
    return Entry(
        entry_id=number,
        batch=number,
        at_utc=datetime.fromisoformat("2026-11-22T12:00"),
        who="procurement",
        kind=kind,
        key=make_key([key, "company"]),
        action="set" if values else "remove",
        undoes=None,
        values=values,
        reason="",
    )


def test_pasted_rows_follow_the_order_of_the_columns() -> None:
    assert read_pasted("2026-03-01\tcompany\t5\n\n2026-04-01\tx", COLUMNS) == [
        {"month": "2026-03-01", "scope": "company", "amount": "5"},
        {"month": "2026-04-01", "scope": "x"},
    ]


def test_a_heading_line_says_which_columns_are_pasted() -> None:
    assert read_pasted("amount\tmonth\n5 \t2026-03-01", COLUMNS) == [
        {"amount": "5", "month": "2026-03-01"}
    ]


def test_more_cells_than_columns_are_refused() -> None:
    with pytest.raises(InputError, match="Line 2 has 4 cells, the table 3 columns"):
        read_pasted("a\tb\tc\na\tb\tc\td", COLUMNS)


def test_nothing_pasted_is_no_row() -> None:
    assert read_pasted(" \n\t\n", COLUMNS) == []


def test_the_history_begins_with_the_latest() -> None:
    rows = history([entry(1, {"amount": "5", "scope": "x"}), entry(2, None)])
    assert rows["entry_id"].to_list() == [2, 1]
    assert rows["cells"].to_list() == [None, "amount=5; scope=x"]
    assert rows["key"].to_list() == ["a, company", "a, company"]


def test_a_kind_is_written_in_its_template_without_formulas(tmp_path: Path) -> None:
    log = [
        entry(1, {"month": "2026-03-01", "scope": "company", "source": "=cmd()"}),
        entry(2, None, key="b"),
        entry(3, {"scenario": "x"}, kind="scenario"),
    ]
    assert export_kind(log, "budget", tmp_path / "budget.csv") == 1
    written = pl.read_csv(tmp_path / "budget.csv")
    assert written.columns[:2] == ["month", "scope"]
    assert written["source"].to_list() == ["'=cmd()"]


def advice(**other: object) -> Advice:
    row = step(horizon_months=36, evidence_share=0.5, **other)
    return Advice("Cloud A/North/serve/H20|buy|server-year|2026-11", row)


def test_a_decision_holds_the_advice_as_it_was() -> None:
    values = decision_values(advice(), Verdict("accepted", "why", "procurement"), "Asia/Shanghai")
    assert values["units"] == values["advised_units"] == "12.0"
    assert values["unit_fee_cny_per_month"] == "48000"
    assert (values["horizon_months"], values["evidence_share"]) == ("36", "0.5")
    assert "deadline" not in values


def test_a_rejected_advice_buys_nothing() -> None:
    values = decision_values(advice(), Verdict("rejected", "why", "procurement"), "Asia/Shanghai")
    assert (values["units"], values["advised_units"]) == ("0", "12.0")


def test_two_steps_of_one_offer_in_one_month_have_ids_of_their_own() -> None:
    twice = pl.DataFrame([step(units=1.0), step(units=2.0)])
    first, second = all_advice(twice)
    assert (first.decision_id[-3:], second.decision_id[-3:]) == ("1#1", "1#2")


def test_what_is_advised_after_the_contract_was_entered_is_another_decision() -> None:
    steps = pl.DataFrame([step(horizon_months=36, evidence_share=0.5)])
    [first] = all_advice(steps)
    values = decision_values(first, Verdict("accepted", "why", "procurement"), "Asia/Shanghai")
    kept = {first.decision_id: entry(1, values, kind="decision")}
    contracts = pl.DataFrame({"source": ["contract.pdf"]})
    assert open_advice(steps, kept, contracts) == []
    assert unsigned(kept, contracts) == [kept[first.decision_id]]
    signed = pl.DataFrame({"source": [contract_cells(values)["source"]]})
    [again] = open_advice(steps, kept, signed)
    assert again.decision_id == first.decision_id.replace("#1", "#2")
    assert unsigned(kept, signed) == []


def test_a_purchase_is_the_contract_to_be_entered_but_for_what_it_does_not_know() -> None:
    values = decision_values(advice(), Verdict("accepted", "why", "procurement"), "Asia/Shanghai")
    cells = contract_cells(values)
    assert (cells["servers"], cells["cards_per_server"]) == ("12", "8")
    assert (cells["pool"], cells["fee_per_server_month"]) == ("serve", "48000.00")
    assert cells["tax_rate"] == ""
    assert values["decision_id"] in cells["source"]
