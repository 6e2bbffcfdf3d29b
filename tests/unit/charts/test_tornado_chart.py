import plotly.graph_objects as go
import pytest

from dashboard.charts.tornado import BESIDE_PX, Swing, tornado_chart


def _figure(*swings: Swing, expected: float = 10.0) -> go.Figure:
    return tornado_chart(
        swings,
        expected=expected,
        expected_label="as it is",
        value_format=lambda value: f"{value:.0f}",
        ticks=lambda low, high: ([low, high], [f"{low:.0f}", f"{high:.0f}"]),
    )


def test_the_widest_bar_lies_above() -> None:
    figure = _figure(Swing("wide", 0, 20, "-30%", "+30%"), Swing("narrow", 9, 11, "a", "b"))
    assert list(figure.data[1].y) == ["narrow", "wide"]  # Plotly draws from below
    assert list(figure.data[1].base) == [9, 0]
    assert list(figure.data[1].x) == [2, 20]


def test_what_lies_below_zero_is_a_bar_of_its_own_colour() -> None:
    loss, gain = _figure(Swing("turns", -5, 15, "low", "high")).data
    assert (loss.base[0], loss.x[0]) == (-5, 5)
    assert (gain.base[0], gain.x[0]) == (0, 15)
    assert loss.marker.color != gain.marker.color


def test_a_bar_wholly_below_zero_has_no_part_above() -> None:
    loss, gain = _figure(Swing("never", -5, -2, "low", "high"), expected=-3).data
    assert (loss.base[0], loss.x[0]) == (-5, 3)
    assert gain.x[0] == 0


def test_the_ends_are_named_and_so_is_what_is_expected() -> None:
    figure = _figure(Swing("price", 0, 20, "-30%", "+30%"))
    texts = [note.text for note in figure.layout.annotations]
    assert texts == ["as it is", "-30%", "+30%"]
    assert {shape.x0 for shape in figure.layout.shapes} == {10.0, 0.0}


def test_of_a_cost_what_lies_above_zero_has_the_warning_colour() -> None:
    swing = Swing("demand", -5, 15, "low", "high")
    loss, gain = _figure(swing).data
    options = {"value_format": str, "ticks": lambda low, high: ([low], [str(high)])}
    cost = tornado_chart([swing], expected=0.0, expected_label="", gain_below=True, **options)
    assert [bar.marker.color for bar in cost.data] == [gain.marker.color, loss.marker.color]


def test_texts_at_the_ends_of_the_longest_bars_have_room_beside_the_drawing() -> None:
    long = Swing("demand", -20, 20, "a rather long text", "−20%<br>+10 units")
    short = Swing("price", -1, 1, "another rather long text", "b")  # far from the edge
    drawn = _figure(long, short)
    # 18 letters of 12 px at .58 of it are 125, and 9 letters 63; 10 more to what is next to them.
    assert drawn.layout.yaxis.ticklabelstandoff == 125 + BESIDE_PX
    assert drawn.layout.margin.r == 63 + BESIDE_PX
    assert list(drawn.layout.xaxis.range) == pytest.approx([-20.8, 20.8])


def test_without_texts_there_is_no_room_for_them() -> None:
    drawn = _figure(Swing("demand", -20, 20, "", ""))
    assert drawn.layout.yaxis.ticklabelstandoff == BESIDE_PX
