"""Demand over supply: steps that end with their week, a band as far as the forecast, marks."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.capacity import CapacityLabels, Mark, capacity_chart
from tests.screens.capacity_rows import week

LABELS = CapacityLabels("likely", "possible", "supply", "renewed")


def drawn(weeks: list[dict[str, Any]], *marks: Mark) -> go.Figure:
    return capacity_chart(
        pl.DataFrame(weeks),
        marks,
        labels=LABELS,
        value_format=lambda value: f"{value:.0f}",
        ticks=lambda low, high: ([low, high], [f"{low:.0f}", f"{high:.0f}"]),
        date_format=lambda day: f"{day:%b}",
    )


def test_the_last_step_is_as_long_as_the_others() -> None:
    supply = drawn([week(0), week(1, supply_cards=40.0)]).data[-1]
    assert [str(day)[:10] for day in supply.x] == ["2026-11-16", "2026-11-23", "2026-11-30"]
    assert list(supply.y) == [64, 40, 40]
    assert supply.line.shape == "hv"


def test_the_band_ends_with_the_forecast() -> None:
    lower, upper = drawn([week(0), week(1, is_extended=True)]).data[:2]
    assert (list(lower.y), list(upper.y)) == ([50, 50], [90, 90])
    assert upper.fill == "tonexty"
    assert len(drawn([week(0, is_extended=True)]).data) == 4  # nobody drew paths


def test_marks_outside_the_weeks_are_left_out() -> None:
    figure = drawn(
        [week(n) for n in range(8)],
        Mark(date(2026, 10, 1), "order by"),
        Mark(date(2026, 12, 24), "short", is_warning=True),
    )
    assert [shape.x0 for shape in figure.layout.shapes] == [date(2026, 12, 24)]
    words = [note for note in figure.layout.annotations if note.text == "short"]
    assert (words[0].xanchor, words[0].x) == ("right", date(2026, 12, 24))


def test_all_lines_are_named_above() -> None:
    legend = drawn([week()]).layout.title.text
    assert all(name in legend for name in ("likely", "possible", "supply", "renewed"))
