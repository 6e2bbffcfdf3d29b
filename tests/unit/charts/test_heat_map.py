"""Heat maps and small multiples: round scales, one scale for all, nothing invented."""

import itertools
from datetime import date, timedelta

import pytest

from dashboard.charts.heat_map import heat_map_chart, one_hue, scale_of
from dashboard.charts.small_multiples import Panel, small_multiples_chart
from dashboard.charts.style import DARK, LIGHT, Tokens

PERCENT = "{:.0%}".format
CELLS: list[list[float | None]] = [[0.31, None], [0.92, 0.5]]
TEXTS = [["a", "b"], ["c", "d"]]


def test_what_is_not_known_stays_empty_and_has_no_text_under_the_pointer() -> None:
    figure = heat_map_chart(
        CELLS, rows=["Mon", "Tue"], columns=[(0, "0")], texts=TEXTS, value_format=PERCENT
    )
    drawn, handles = figure.data
    assert drawn.z[0][1] is None
    # What is under the pointer, and can be pressed, is a mark on each known cell.
    assert list(zip(handles.x, handles.y, handles.text, strict=True)) == [
        (0, 0, "a"),
        (0, 1, "c"),
        (1, 1, "d"),
    ]
    assert handles.marker.opacity == 0


def test_the_first_row_stands_on_top() -> None:
    figure = heat_map_chart(
        CELLS, rows=["Mon", "Tue"], columns=[(0, "0")], texts=TEXTS, value_format=PERCENT
    )
    assert list(figure.layout.yaxis.range) == [1.5, -0.5]
    assert list(figure.layout.xaxis.range) == [-0.5, 1.5]
    assert list(figure.layout.yaxis.ticktext) == ["Mon", "Tue"]


@pytest.mark.parametrize(
    ("cells", "scale"),
    [
        (CELLS, (0.3, 1.0)),  # 31 % to 92 %
        ([[0.3, 0.3]], (0.3, 0.4)),  # all alike: still a scale
        ([[None]], (0.0, 1.0)),
        ([[0.2, 1.31]], (0.2, 1.4)),  # more used than the cards there
    ],
)
def test_the_scale_has_round_ends(
    cells: list[list[float | None]], scale: tuple[float, float]
) -> None:
    assert scale_of(cells) == scale


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_much_is_further_from_the_paper_than_little(tokens: Tokens) -> None:
    ends = [_lightness(colour) for _, colour in one_hue(tokens)]
    paper = _lightness(tokens.paper)
    distances = [abs(end - paper) for end in ends]
    assert distances == sorted(distances)


def test_all_panels_have_one_scale_and_a_missing_day_breaks_the_line() -> None:
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(3)]
    panels = [Panel("a", [0.1, None, 0.3]), Panel("b", [0.9, 0.9, 0.9]), Panel("c", [0, 0, 0])]
    figure = small_multiples_chart(
        days, panels, value_format=PERCENT, day_format=str, tick_format=str
    )
    layout = figure.layout
    assert layout.yaxis.range == layout.yaxis2.range == layout.yaxis3.range
    assert list(figure.data[0].y) == [0.1, None, 0.3]
    assert figure.data[0].connectgaps is False
    assert [label.text for label in layout.annotations] == ["a", "b", "c"]


def test_panels_do_not_overlap() -> None:
    days = [date(2026, 11, 1)]
    panels = [Panel(str(n), [0.5]) for n in range(6)]
    figure = small_multiples_chart(
        days, panels, value_format=PERCENT, day_format=str, tick_format=str
    )
    left = [figure.layout[f"yaxis{n or ''}"].domain for n in (0, 3, 5)]
    for above, below in itertools.pairwise(left):
        assert below[1] < above[0]
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
