"""What has been paid so far, and what servers still fetch."""

import plotly.graph_objects as go

from dashboard.charts.ownership import (
    Paid,
    PaidLabels,
    Residual,
    paid_chart,
    residual_chart,
)

LABELS = PaidLabels("rent", "buy", "lease", "paid back")


def paid(payback_month: int | None, *ways: Paid) -> go.Figure:
    return paid_chart(
        ways,
        payback_month=payback_month,
        labels=LABELS,
        value_format=lambda value: f"{value:.0f}",
        ticks=lambda low, high: ([low, high], [str(low), str(high)]),
    )


RENT = Paid("rent", "rent", [0.0, 10.0, 20.0])
BUY = Paid("buy", "buy (low)", [15.0, 16.0, 12.0])


def test_a_line_per_way_ends_in_a_dot() -> None:
    rent, buy = paid(2, RENT, BUY).data
    assert list(rent.x) == [0, 1, 2]
    assert list(buy.marker.size) == [0, 0, 8]
    assert rent.line.color != buy.line.color


def test_the_payback_month_is_marked_where_there_is_one() -> None:
    marked, never = paid(2, RENT, BUY), paid(None, RENT, BUY)
    assert marked.layout.shapes[0].x0 == 2
    assert "paid back" in [note.text for note in marked.layout.annotations]
    assert not never.layout.shapes
    assert len(never.layout.annotations) == 1


def test_only_ways_that_are_shown_are_named() -> None:
    assert "lease" not in paid(None, RENT, BUY).layout.annotations[0].text
    with_lease = paid(None, RENT, Paid("lease", "lease", [0.0, 9.0]))
    assert "lease" in with_lease.layout.annotations[0].text


def test_curves_are_named_above_by_their_dashes_and_the_sale_is_marked() -> None:
    figure = residual_chart(
        [Residual("low", [(0, 1.0), (50, 0.0)]), Residual("high", [(0, 1.0), (70, 0.0)])],
        sold_after_months=36,
        ratio_format=lambda ratio: f"{ratio:.0%}",
        ticks=lambda low, high: ([low, high], [str(low), str(high)]),
    )
    assert figure.layout.shapes[0].x0 == 36
    assert not figure.layout.annotations  # the curves lie too close: a name would cover another
    assert [line.line.dash for line in figure.data] == ["solid", "dash"]
    key = figure.layout.title.text
    assert "━ low" in key
    assert "╍ high" in key
