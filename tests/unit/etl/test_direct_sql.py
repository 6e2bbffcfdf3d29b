"""Cells as SQL: never more generous than the door, and exact."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.direct_sql import Cell, fixed_time, number_cell, text_cell, time_cell

WIDE = Context(prec=60)


def evaluate(cell: Cell | None, values: list[Any], dtype: Any) -> list[tuple[Any, bool]]:
    """(value, is sure) of each value of a column `x`."""
    assert cell
    cells = pl.DataFrame({"x": pl.Series(values, dtype=dtype)})
    with duckdb.connect() as connection:
        connection.register("cells", cells)
        return connection.sql(f"SELECT {cell.value}, {cell.is_sound} FROM cells").fetchall()


def shortest(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(Decimal("1e-18"), ROUND_HALF_UP, WIDE)


@given(
    numbers=st.lists(
        st.floats(-9e11, 9e11)
        | st.decimals(-1_000_000, 1_000_000, places=9, allow_nan=False).map(float),
        min_size=1,
    )
)
@example(numbers=[0.1, 0.3, 1e-9, 999999.999999999, 0.1 + 0.2, 1e-19, -0.0, 1e11 + 0.1])
@settings(max_examples=100)
def test_a_binary_fraction_is_its_shortest_decimal_form(numbers: list[float]) -> None:
    found = evaluate(number_cell("x", "DOUBLE"), numbers, pl.Float64)
    assert found == [(shortest(number), True) for number in numbers]


@given(numbers=st.lists(st.floats(-2e6, 2e6), min_size=1))
@settings(max_examples=100)
def test_a_fraction_is_called_brief_only_where_nine_places_are_its_shortest_form(
    numbers: list[float],
) -> None:
    cell = number_cell("x", "DOUBLE", as_brief=True)
    assert cell
    for value, is_brief in evaluate(Cell(cell.value, cell.is_brief), numbers, pl.Float64):
        if is_brief:
            assert value in [shortest(number) for number in numbers]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e18])
def test_what_no_amount_can_be_is_left_to_the_door(number: float) -> None:
    [(_, is_sure)] = evaluate(number_cell("x", "DOUBLE"), [number], pl.Float64)
    assert not is_sure


TEXTS = {
    "1.5": (Decimal("1.5"), True),
    "-.5": (Decimal("-0.5"), True),
    "4.7E-7": (Decimal("0.00000047"), True),
    "": (None, True),
    "NULL": (None, True),
}
UNSURE = ["1,234.5", "１２", "1_000", "1E5", "0.1234567890123456789", "x", "0x10", "1e-400000000"]


def test_texts_that_surely_are_numbers() -> None:
    assert evaluate(number_cell("x", "VARCHAR"), list(TEXTS), pl.String) == list(TEXTS.values())


@pytest.mark.parametrize("text", UNSURE)
def test_texts_that_may_be_numbers_are_left_to_the_door(text: str) -> None:
    [(_, is_sure)] = evaluate(number_cell("x", "VARCHAR"), [text], pl.String)
    assert not is_sure


TIMES = {
    "2026-10-01 08:00": 8,
    "2026-10-01T08:00:00Z": 8,
    "2026-10-01T08:00:00+08:00": 0,
    "2026-10-01 08:00:00.5-0100": 9,
}


@pytest.mark.parametrize(("text", "hour"), TIMES.items())
def test_times_are_utc_by_the_zone_they_name_and_else_as_they_are(text: str, hour: int) -> None:
    [(found, is_sure)] = evaluate(time_cell("x", "VARCHAR"), [text], pl.String)
    assert is_sure
    assert found.replace(microsecond=0) == datetime(2026, 10, 1, hour)  # noqa: DTZ001  naive UTC
    assert fixed_time(text)


@pytest.mark.parametrize("text", ["2026-10-01", "2026-10-01 24:00", "infinity", "1/2/26 00:00"])
def test_what_only_looks_like_a_time_is_left_to_the_door(text: str) -> None:
    [(_, is_sure)] = evaluate(time_cell("x", "VARCHAR"), [text], pl.String)
    assert not is_sure
    assert fixed_time(text) is None


def test_white_space_and_words_for_nothing_are_nothing() -> None:
    texts = [" a\t", "NULL", "null", "  ", None, "Null"]
    found = [value for value, _ in evaluate(text_cell("x", "VARCHAR"), texts, pl.String)]
    assert found == ["a", None, None, None, None, "Null"]


@pytest.mark.parametrize("dtype", ["BLOB", "VARCHAR[]", "BOOLEAN", "DATE"])
def test_types_that_a_column_should_not_have_are_not_mapped(dtype: str) -> None:
    assert text_cell("x", dtype) is None
    assert number_cell("x", dtype) is None
