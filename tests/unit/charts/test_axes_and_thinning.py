"""Axes that read alike in all languages, and fewer points without losing peaks."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.axes import date_axis, even_ticks, thinned, value_axis
from dashboard.charts.thin import thin_series, thin_sorted


@pytest.mark.parametrize(
    ("values", "first_tick"),
    [([10.0, 100.0], 0), ([90.0, 100.0], 90), ([0.0, 5.0], 0), ([7.0], 0)],
)
def test_an_axis_starts_at_zero_unless_that_would_flatten_the_line(
    values: list[float], first_tick: float
) -> None:
    assert value_axis(values, even_ticks(str))["tickvals"][0] == first_tick


@given(st.lists(st.floats(-1e9, 1e9), max_size=20))
def test_the_range_holds_every_value(values: list[float]) -> None:
    low, high = value_axis(values, even_ticks(str))["range"]
    assert low < high
    assert all(low <= value <= high for value in values)


def test_ticks_are_round_and_written_by_the_format() -> None:
    positions, texts = even_ticks(lambda value: f"{value:.0%}")(0.0, 1.0)
    assert positions == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert texts == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_two_years_of_months_have_at_most_six_ticks_each_on_a_first_of_month() -> None:
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(24)]
    axis = date_axis(months, lambda day: f"{day:%Y-%m}")
    assert 3 <= len(axis["tickvals"]) <= 6
    assert all(day.endswith("-01") for day in axis["tickvals"])


def test_a_week_of_days_keeps_its_own_days() -> None:
    week = [date(2026, 5, 4) + timedelta(days=n) for n in range(5)]
    assert date_axis(week, str)["tickvals"] == [day.isoformat() for day in week]


def test_no_days_have_no_axis() -> None:
    assert date_axis([], str) == {}


@pytest.mark.parametrize(
    ("text", "two_lines"),
    [("Oct 2026", "Oct<br>2026"), ("2026年10月", "2026年<br>10月"), ("10-21", "10-21")],
)
def test_a_month_is_written_over_two_lines(text: str, two_lines: str) -> None:
    assert date_axis([date(2026, 10, 1)], lambda _: text)["ticktext"] == [two_lines]


def test_every_second_tick_goes_where_there_are_many_and_zero_stays() -> None:
    many = thinned([-50, -25, 0, 25, 50], ["-50", "-25", "0", "25", "50"])
    assert many == ([-50, 0, 50], ["-50", "0", "50"])
    assert thinned([-25, 0, 25, 50, 75], [*"abcde"]) == ([0, 50], ["b", "d"])
    assert thinned([0, 1, 2, 3], [*"abcd"]) == ([0, 1, 2, 3], [*"abcd"])


def test_thinning_a_series_keeps_its_peak_and_its_trough() -> None:
    values = [0.0] * 5000
    values[1234], values[4321] = 99.0, -99.0
    thinned = thin_series(pl.DataFrame({"value": values}), "value", limit=100)
    assert thinned.height <= 100
    assert thinned["value"].max() == 99.0
    assert thinned["value"].min() == -99.0


def test_thinning_keeps_a_long_gap_as_a_gap() -> None:
    values = [1.0] * 400 + [None] * 400 + [1.0] * 400
    assert thin_series(pl.DataFrame({"value": values}), "value", limit=60)["value"].null_count()


@given(st.integers(0, 3000), st.integers(2, 200))
def test_thinning_a_sorted_frame_keeps_both_ends(height: int, limit: int) -> None:
    thinned = thin_sorted(pl.DataFrame({"value": list(range(height))}), limit)
    assert thinned.height == min(height, limit)
    if height:
        assert (thinned["value"][0], thinned["value"][-1]) == (0, height - 1)
