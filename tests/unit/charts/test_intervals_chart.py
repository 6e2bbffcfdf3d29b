"""Answers side by side: each point has its band, and a period without an answer has no point."""

import pytest

from dashboard.charts.axes import even_ticks
from dashboard.charts.intervals import Answer, intervals_chart


def test_a_point_stands_at_its_median_with_its_band() -> None:
    figure = intervals_chart(
        ["Nov", "Dec"],
        [Answer("base", [(1.0, 2.0, 4.0), (2.0, 3.0, 5.0)]), Answer("up", [None, (3.0, 6.0, 7.0)])],
        value_format="{:.0f}".format,
        ticks=even_ticks("{:.0f}".format),
    )
    base, up = figure.data
    assert list(base.x) == [2.0, 3.0]
    assert list(base.error_x.array) == [2.0, 2.0]
    assert list(base.error_x.arrayminus) == [1.0, 1.0]
    assert list(up.x) == [6.0]
    # In its own row, below the base, and told apart by its symbol too.
    assert list(up.y) == [pytest.approx(1.08)]
    assert base.marker.symbol != up.marker.symbol
