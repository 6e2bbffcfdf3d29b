"""Rows of files that entries take the place of: which come together, and which are replaced."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.correcting import FileRow, _text, replaced_by, with_their_whole
from data.planning.log import Kind
from etl.planning import make_key


def file_row(line: int, *key: str) -> FileRow:
    return FileRow("plans.csv", line, make_key(key), {"source": "plan"})


@pytest.mark.parametrize(
    ("kind", "keys", "taken"),
    [
        ("budget", [("2026-01-01", "company"), ("2026-01-01", "serve")], [2]),
        ("scenario", [("growth", "more"), ("growth", "dearer"), ("calm", "less")], [2, 3]),
        ("event", [("sale", "2026-11-10"), ("sale", "2026-12-10"), ("other", "x")], [2, 3]),
    ],
)
def test_what_holds_as_a_whole_is_taken_as_a_whole(
    kind: Kind, keys: list[tuple[str, ...]], taken: list[int]
) -> None:
    rows = [file_row(line, *key) for line, key in enumerate(keys, start=2)]
    assert [row.line_number for row in with_their_whole(kind, rows, rows[:1])] == taken


def test_only_a_row_of_the_same_key_is_replaced() -> None:
    rows = [file_row(2, "2026-01-01", "company"), file_row(3, "2026-02-01", "company")]
    assert replaced_by("budget", [rows[1].key], rows) == [rows[1]]


def test_a_quote_is_replaced_whatever_its_price() -> None:
    def quote(line: int, price: str, market: str = "Broker E") -> FileRow:
        day_to_term = ("2026-09-17", market, "CN", "H100 SXM5", "8", "annual", "12")
        return file_row(line, *day_to_term, price, "server_month", "their list")

    rows = [quote(2, "86000"), quote(3, "84000", market="Broker G")]
    assert replaced_by("rental_quote", [quote(9, "68000").key], rows) == [rows[0]]


def test_what_a_key_does_not_say_is_empty_in_it() -> None:
    assert make_key(["sale", None]) == '["sale", ""]'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("150000.00"), "150000"),
        (Decimal("0.060000"), "0.06"),
        (Decimal("1E+5"), "100000"),
        (date(2026, 4, 1), "2026-04-01"),
        (True, "true"),
        (None, ""),
        (8, "8"),
    ],
)
def test_a_value_is_written_as_a_file_would_have_it(value: object, cell: str) -> None:
    assert _text(value) == cell
