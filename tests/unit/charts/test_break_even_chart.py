"""The break-even chart for the question that the first readers came with."""

import pytest
from plotly.graph_objects import Figure

from dashboard.charts.axes import even_ticks
from dashboard.charts.break_even import BreakEvenFacts, BreakEvenLabels, break_even_chart

# One 8-card server: pay-as-you-go 35 yuan x 8 cards x 720 h = 201,600 a month of full use.
FULL_USE_CNY = 201_600.0
BAND = ((50_000.0, 50_000 / FULL_USE_CNY), (70_000.0, 70_000 / FULL_USE_CNY))
FACTS = BreakEvenFacts(60_000.0, FULL_USE_CNY, 60_000 / FULL_USE_CNY, BAND, present_ratio=0.83)
LABELS = BreakEvenLabels("payg", "rent 60,000", "market", "29.8%", "first 83%", "over 100%")


def draw(facts: BreakEvenFacts = FACTS) -> Figure:
    return break_even_chart(
        facts,
        labels=LABELS,
        value_format=lambda value: f"{value:,.0f}",
        ratio_format=lambda ratio: f"{ratio:.0%}",
        ticks=even_ticks(str),
    )


def trace(figure: Figure, name: str) -> dict[str, list[float]]:
    return next(t for t in figure.to_dict()["data"] if t["name"] == name)  # type: ignore[no-any-return]


def names(figure: Figure) -> list[str]:
    return [t["name"] for t in figure.to_dict()["data"]]


def texts(figure: Figure) -> list[str]:
    return [
        str(label.text).replace("<b>", "").replace("</b>", "")
        for label in figure.layout.annotations
    ]


def test_the_break_even_is_marked_at_29_76_per_cent_of_use() -> None:
    dot = trace(draw(), "break-even")
    assert list(dot["x"]) == [pytest.approx(0.297619, abs=1e-6)]  # 60,000 / 201,600
    assert list(dot["y"]) == [60_000.0]
    assert "29.8%" in texts(draw())


def test_the_band_lies_between_50_and_70_thousand_with_its_own_break_evens() -> None:
    figure = draw()
    assert list(trace(figure, "band 0")["y"]) == [50_000.0, 50_000.0]
    assert list(trace(figure, "band 1")["y"]) == [70_000.0, 70_000.0]
    assert trace(figure, "band 1")["fill"] == "tonexty"
    # 50,000 / 201,600 and 70,000 / 201,600
    assert list(trace(figure, "band break-even")["x"]) == pytest.approx(
        [0.248016, 0.347222], abs=1e-6
    )


def test_pay_as_you_go_rises_from_nothing_to_full_use() -> None:
    line = trace(draw(), "payg")
    assert (line["x"][0], line["y"][0]) == (0, 0)
    assert (line["x"][-1], line["y"][-1]) == (1.0, FULL_USE_CNY)


def test_present_use_is_a_vertical_line_with_its_name() -> None:
    figure = draw()
    [line] = figure.layout.shapes
    assert line.x0 == line.x1 == 0.83
    assert "first 83%" in texts(figure)


def test_without_real_hours_there_is_no_line_of_present_use() -> None:
    figure = draw(BreakEvenFacts(60_000.0, FULL_USE_CNY, 60_000 / FULL_USE_CNY))
    assert not figure.layout.shapes
    assert "first 83%" not in texts(figure)


def test_a_break_even_beyond_full_use_is_drawn_over_a_part_no_month_has() -> None:
    # 7.8 yuan x 8 x 720 = 44,928; 60,000 / 44,928 = 133.5 %
    figure = draw(BreakEvenFacts(60_000.0, 44_928.0, 60_000 / 44_928, present_ratio=None))
    assert list(trace(figure, "break-even")["x"]) == [pytest.approx(1.33547, abs=1e-5)]
    assert figure.layout.xaxis.range[1] > 1.33547
    [impossible] = figure.layout.shapes
    assert (impossible.x0, impossible.x1) == (1, figure.layout.xaxis.range[1])
    assert "over 100%" in texts(figure)


def test_a_break_even_far_beyond_full_use_is_not_drawn() -> None:
    # read as one card: 35 x 720 = 25,200; 60,000 / 25,200 = 238 %
    figure = draw(BreakEvenFacts(60_000.0, 25_200.0, 60_000 / 25_200))
    assert "break-even" not in names(figure)
    assert figure.layout.xaxis.range[1] == 1.0


@pytest.mark.parametrize("rent", [105_000, 126_000, 160_000, 190_000])
def test_names_of_the_line_and_of_its_break_even_keep_apart_on_a_telephone(rent: float) -> None:
    figure = draw(BreakEvenFacts(rent, FULL_USE_CNY, rent / FULL_USE_CNY, BAND))
    placed = {str(label.text).strip("</b>"): label for label in figure.layout.annotations}
    name, percentage = placed["payg"], placed["29.8%"]
    assert (name.xanchor, name.yanchor) == ("left", "top")
    # `pay-as-you-go` takes 0.30 of a drawing of 261 pixels, and begins 8 pixels further right.
    assert name.x + 8 / 261 + 0.30 < percentage.x


@pytest.mark.parametrize("rent", [5_000, 40_000, 60_000, 72_000, 95_000, 130_000, 190_000])
def test_no_two_labels_start_at_the_same_place(rent: float) -> None:
    figure = draw(BreakEvenFacts(rent, FULL_USE_CNY, rent / FULL_USE_CNY, BAND, 0.5))
    places = [(n.x, n.y, n.yanchor, n.yshift) for n in figure.layout.annotations]
    assert len(set(places)) == len(places)
