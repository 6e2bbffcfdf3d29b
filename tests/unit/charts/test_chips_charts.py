"""Chips by cost, and the efficiency from which one pays."""

import plotly.graph_objects as go

from dashboard.charts.chips import (
    ChipBar,
    Crossing,
    CrossingLabels,
    RankingLabels,
    crossing_chart,
    ranking_chart,
)


def crossing(present: float, switch: float) -> go.Figure:
    return crossing_chart(
        Crossing(
            imported_cny=12.0,
            domestic_at_full_cny=9.0,
            present_ratio=present,
            switch_ratio=switch,
        ),
        labels=CrossingLabels("H100", "910C", "as set", "cheaper from"),
        value_format=lambda value: f"{value:.1f}",
        ratio_format=lambda ratio: f"{ratio:.0%}",
        ticks=lambda low, high: ([low, high], [str(low), str(high)]),
    )


def test_bars_stand_in_their_order_and_quotes_are_hatched() -> None:
    bars = [
        ChipBar("910B4", 12.0, is_domestic=True, is_quote=False),
        ChipBar("B300", 25.0, is_domestic=False, is_quote=True),
    ]
    labels = RankingLabels("domestic", "imported", "quoted")
    [trace] = ranking_chart(bars, labels=labels, value_format=lambda v: f"{v:.0f}").data
    assert list(trace.y) == ["910B4", "B300"]
    assert list(trace.marker.pattern.shape) == ["", "/"]
    assert trace.marker.color[0] != trace.marker.color[1]
    assert list(trace.text) == ["12", "25"]


def test_the_lines_meet_at_the_switch() -> None:
    level, falling, present, switch = crossing(0.6, 0.75).data
    assert set(level.y) == {12.0}
    # 9 at full efficiency is 15 at 60 %, and 12 at 75 %
    assert (present.x[0], round(present.y[0], 9)) == (0.6, 15.0)
    assert (switch.x[0], switch.y[0]) == (0.75, 12.0)
    assert (falling.y[0], round(falling.y[-1], 9)) == (45.0, 9.0)


def test_a_switch_that_no_efficiency_reaches_is_not_drawn() -> None:
    figure = crossing(0.6, 1.3)
    assert len(figure.data) == 3
    assert not figure.layout.shapes
    assert "cheaper from" not in [note.text for note in figure.layout.annotations]
