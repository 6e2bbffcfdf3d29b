"""The steps of the break-even over time, as they are drawn."""

from datetime import date
from typing import Any

import polars as pl
from plotly.graph_objects import Figure

from dashboard.charts.axes import even_ticks
from dashboard.charts.price_history import price_history_chart

UNTIL = date(2026, 6, 30)
NAMES = {"year": "12 months", "three": "36 months"}
ROWS: list[tuple[Any, ...]] = [
    ("year", date(2026, 1, 1), date(2026, 2, 28), 0.70),
    ("year", date(2026, 3, 1), None, 0.60),
    ("three", date(2026, 1, 1), date(2026, 1, 31), 0.45),
    ("three", date(2026, 4, 1), None, 0.58),
]


def draw(rows: list[tuple[Any, ...]] = ROWS) -> Figure:
    schema = ["offer_id", "from_date", "to_date", "break_even_utilisation_ratio"]
    return price_history_chart(
        pl.DataFrame(rows, schema=schema, orient="row"),
        names=NAMES,
        until=UNTIL,
        ratio_format=lambda ratio: f"{ratio:.0%}",
        date_format=lambda day: f"{day:%Y-%m}",
        ticks=even_ticks(lambda ratio: f"{ratio:.0%}"),
    )


def test_a_price_holds_until_the_next_and_the_last_to_the_end() -> None:
    year = draw().data[0]
    assert list(year.x) == [date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1), UNTIL]
    assert list(year.y) == [0.70, 0.70, 0.60, 0.60]


def test_where_it_was_not_for_sale_the_line_is_broken() -> None:
    three = draw().data[1]
    assert list(three.y) == [0.45, 0.45, None, 0.58, 0.58]
    assert three.connectgaps is False


def test_every_line_is_named_at_its_end_and_the_names_stand_apart() -> None:
    labels = draw().layout.annotations
    assert [label.text for label in labels] == ["<b>36 months</b> 58%", "<b>12 months</b> 60%"]
    assert labels[1].y - labels[0].y > 0.05  # the lines end 0.02 apart


def test_the_axis_holds_nothing_and_full_use() -> None:
    low, high = draw().layout.yaxis.range
    assert low == 0
    assert high >= 1


def test_one_step_alone_can_be_drawn() -> None:
    figure = draw([("year", UNTIL, None, 0.5)])
    assert list(figure.data[0].x) == [UNTIL, UNTIL]
    assert list(figure.data[1].x) == []


def test_years_of_prices_have_no_more_ticks_than_a_telephone_has_room_for() -> None:
    assert len(draw([("year", date(2024, 1, 1), None, 0.5)]).layout.xaxis.tickvals) == 3
