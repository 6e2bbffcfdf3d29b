"""Bars for things and for periods: in their order, each with its value, none invented."""

from dashboard.charts.axes import even_ticks
from dashboard.charts.ranked import MOST_TEXTS, periods_chart, ranked_chart

WORDS = "{:,.0f}".format
DRESS = {"value_format": WORDS, "ticks": even_ticks(WORDS)}


def test_the_first_thing_stands_on_top_and_has_its_value_written() -> None:
    figure = ranked_chart(["a", "b"], [3.0, 1.0], **DRESS)
    assert list(figure.data[0].y) == ["a", "b"]
    assert list(figure.data[0].text) == ["3", "1"]
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_missing_period_leaves_its_place_empty() -> None:
    figure = periods_chart(["Jan", "Feb", "Mar"], [3.0, None, 1.0], **DRESS)
    assert list(figure.data[0].y) == [3.0, None, 1.0]
    assert list(figure.data[0].text) == ["3", "", "1"]


def test_many_periods_bear_their_values_under_the_pointer_only() -> None:
    names = [str(number) for number in range(MOST_TEXTS + 1)]
    figure = periods_chart(names, [1.0] * len(names), **DRESS)
    assert figure.data[0].text is None
    assert len(figure.data[0].customdata) == len(names)


def test_names_of_periods_leave_room_for_each_other_and_the_last_has_its_own() -> None:
    names = [f"{number} 2026" for number in range(1, 14)]
    axis = periods_chart(names, [1.0] * len(names), **DRESS).layout.xaxis
    assert sorted(axis.tickvals, key=names.index) == [f"{n} 2026" for n in (1, 4, 7, 10, 13)]
    assert axis.ticktext[0] == "13<br>2026"
