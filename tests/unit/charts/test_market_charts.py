"""Figures of Supply, Training cost and Market: what is drawn, in which order, with which mark."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.courses import courses_chart
from dashboard.charts.quotes import DatedBand, QuoteLabels, quotes_chart
from dashboard.charts.ranges import Range, RangeLabels, ranges_chart
from dashboard.charts.side_bars import Bar, side_bars_chart
from dashboard.charts.style import LIGHT
from dashboard.charts.two_lines import key_in_two_lines


def ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    return [low, high], [f"{low:g}", f"{high:g}"]


def text(value: float) -> str:
    return f"{value:g}"


def test_bars_stand_in_the_order_given_with_their_words_at_the_end() -> None:
    figure = side_bars_chart(
        [Bar("first", 5.0, "five"), Bar("second", -2.0, "minus two"), Bar("now", 1, "one", True)]
    )
    (bars,) = figure.data
    assert list(bars.y) == ["now", "second", "first"]  # Plotly draws from below
    assert [note.text for note in figure.layout.annotations] == ["one", "minus two", "five"]
    assert len(set(bars.marker.color)) == 3  # marked, below zero, above
    # words of a loss stand right of zero, where no name is in the way
    places = {note.text: note.x for note in figure.layout.annotations}
    assert places == {"one": 1, "minus two": 0, "five": 5}


def test_bars_of_nothing_still_have_a_length_to_be_drawn_on() -> None:
    figure = side_bars_chart([Bar("idle", 0.0, "0")])
    assert figure.layout.xaxis.range[1] > 0


def ranges(*rows: Range) -> go.Figure:
    labels = RangeLabels("band", "quotes", "own")
    return ranges_chart(rows, labels=labels, value_format=text, ticks=ticks)


def test_a_price_lies_on_its_band_and_among_its_quotes() -> None:
    band, span, marks = ranges(
        Range("rent", 17.0, (11.0, 14.0), (10.0, 15.0), True),
        Range("hour", 12.0, None, None, False),
    ).data
    assert (list(band.y), list(band.base), list(band.x)) == (["rent"], [11.0], [3.0])
    assert (list(span.base), list(span.x)) == ([10.0], [5.0])
    # outside is a shape of its own, not a colour alone
    assert list(marks.marker.symbol) == ["circle", "diamond"]


def test_one_quote_alone_is_still_to_be_seen() -> None:
    _, span, _ = ranges(Range("rent", 17.0, None, (10.0, 10.0), True)).data
    assert span.x[0] > 0


def test_courses_are_named_at_their_ends_and_gaps_stay() -> None:
    rows = pl.DataFrame(
        {
            "month": [date(2026, month, 1) for month in (8, 9, 10)],
            "rented": [0.8, None, 0.9],
            "pays": [0.7, 0.7, 0.7],
        }
    )
    figure = courses_chart(
        rows,
        names={"rented": "rented", "pays": "pays from"},
        value_format=text,
        date_format=str,
        ticks=ticks,
    )
    assert list(figure.data[0].y) == [0.8, None, 0.9]
    assert figure.data[1].line.dash == "dash"
    words = [note.text for note in figure.layout.annotations]
    assert words == ["<b>pays from</b> 0.7", "<b>rented</b> 0.9"]


def test_a_course_without_any_value_is_drawn_without_a_name() -> None:
    rows = pl.DataFrame(
        {"month": [date(2026, 8, 1)], "rented": [None]}, schema_overrides={"rented": pl.Float64}
    )
    figure = courses_chart(
        rows, names={"rented": "rented"}, value_format=text, date_format=str, ticks=ticks
    )
    assert figure.layout.annotations == ()


def quotes(*rows: tuple[date, float, str, bool]) -> go.Figure:
    names = ("observed_on", "value", "grade", "is_held")
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(words=pl.col("grade"))
    band = DatedBand(date(2026, 7, 1), date(2026, 12, 31), 65.0, 85.0)
    labels = QuoteLabels("sure", "unsure", "held", "band")
    return quotes_chart(
        frame, [band], labels=labels, value_format=text, date_format=str, ticks=ticks
    )


def test_grades_and_held_quotes_have_marks_of_their_own() -> None:
    figure = quotes(
        (date(2024, 1, 1), 120.0, "C", False),
        (date(2026, 7, 1), 75.0, "B", False),
        (date(2026, 9, 1), 900.0, "A", True),
    )
    assert [(trace.marker.symbol, list(trace.y)) for trace in figure.data] == [
        ("circle", [75.0]),
        ("circle-open", [120.0]),
        ("x", [900.0]),
    ]


def test_a_band_is_drawn_for_its_days_up_to_the_last_quote() -> None:
    figure = quotes((date(2026, 9, 1), 75.0, "B", False))
    (shape,) = figure.layout.shapes
    assert (shape.x0, shape.x1, shape.y0, shape.y1) == ("2026-07-01", "2026-09-01", 65.0, 85.0)


def test_a_key_of_four_words_stands_in_two_lines() -> None:
    words = [(name, "#000") for name in "abcd"]
    first, second = key_in_two_lines(words, LIGHT)["text"].split("<br>")
    assert ("b<" in first, "c<" in second) == (True, True)
    assert "<br>" not in key_in_two_lines(words[:1], LIGHT)["text"]
