"""The ladder over time: what is in hand, due and later, in as few lanes as hold it."""

from datetime import date

import plotly.graph_objects as go
import pytest

from dashboard.charts.gantt import (
    ASIDE,
    BAR_PX,
    DAY_MS,
    DAYS_BACK,
    HEAD_PX,
    LANE_PX,
    NAME_PX,
    Bar,
    GanttLabels,
    gantt_chart,
    lanes_of,
)

TODAY = date(2026, 11, 1)
LABELS = GanttLabels("in hand", "due", "later", "again", "today")


def bar(first: date, last: date, state: str = "due", **other: object) -> Bar:
    return Bar(state, first, last, "4", "hover", **other)  # type: ignore[arg-type]


def figure(*bars: tuple[str, str, Bar]) -> go.Figure:
    return gantt_chart(lanes_of(bars), TODAY, labels=LABELS, date_format=lambda day: f"{day:%b}")


def december(units_of: str = "a") -> tuple[str, str, Bar]:
    return "pool", units_of, bar(date(2026, 12, 1), date(2026, 12, 31))


def test_bars_that_follow_each_other_share_a_lane_and_others_do_not() -> None:
    january = ("pool", "a", bar(date(2027, 1, 1), date(2027, 1, 31)))
    mid_december = ("pool", "a", bar(date(2026, 12, 15), date(2027, 2, 1)))
    assert len(lanes_of([december(), january])) == 1
    assert len(lanes_of([december(), mid_december])) == 2
    assert len(lanes_of([december(), december("b")])) == 2


def test_a_bar_is_as_long_as_its_days_both_included() -> None:
    due = figure(december()).data[1]
    assert due.base[0] == "2026-12-01"
    assert due.x[0] == 31 * DAY_MS


def test_what_began_long_ago_is_drawn_from_the_edge_so_that_its_number_is_seen() -> None:
    in_hand = figure(("pool", "c", bar(date(2024, 1, 1), TODAY, "in_hand"))).data[0]
    # 1 November less 45 days is 17 September.
    assert DAYS_BACK == 45
    assert in_hand.base[0] == "2026-09-17"
    assert in_hand.x[0] == 46 * DAY_MS


def test_states_differ_by_hatching_as_well_as_by_colour() -> None:
    in_hand, due, later = figure(december()).data[:3]
    assert len({in_hand.marker.color, due.marker.color, later.marker.color}) == 3
    assert later.marker.pattern.shape == "/"


def test_days_of_the_next_decision_are_marked_on_their_bar() -> None:
    marked = bar(date(2026, 12, 1), date(2027, 11, 30), decide_again_on=date(2027, 10, 1))
    drawn = figure(("pool", "a", marked))
    assert list(drawn.data[3].x) == ["2027-10-01"]
    assert list(drawn.data[3].y) == list(drawn.data[1].y)


@pytest.mark.parametrize(
    ("again", "marks", "text"),
    [
        (date(2026, 9, 16), 0, "4"),  # the day before the edge: half a mark would cover the number
        (date(2026, 9, 20), 1, ASIDE + "4"),
        (date(2026, 12, 1), 1, "4"),
    ],
)
def test_a_mark_never_covers_the_number_of_its_bar(again: date, marks: int, text: str) -> None:
    old = bar(date(2026, 1, 1), date(2026, 12, 31), "in_hand", decide_again_on=again)
    drawn = figure(("pool", "a", old))
    assert len(drawn.data[3].x) == marks
    assert drawn.data[0].text == (text,)


def test_every_group_has_one_heading_and_room_for_it() -> None:
    drawn = figure(december(), december("b"), ("other", "a", december()[2]))
    texts = [note.text for note in drawn.layout.annotations]
    assert texts.count("<b>pool</b>") == 1
    assert texts.count("<b>other</b>") == 1
    assert drawn.layout.yaxis.range == (3 * LANE_PX + 2 * HEAD_PX, 0)


def test_where_a_pool_is_stands_below_its_name_so_that_a_telephone_shows_both() -> None:
    drawn = figure(("train/H100\nCloud A, North", "a", december()[2]))
    (head,) = [note.text for note in drawn.layout.annotations if "train/H100" in note.text]
    assert head.startswith("<b>train/H100</b><br>")
    assert "Cloud A, North" in head.split("<br>")[1]


def test_a_lane_s_name_stands_on_its_bars_and_covers_no_corner_of_one() -> None:
    drawn = figure(december(), december("b"))
    names = [note for note in drawn.layout.annotations if note.text in ("a", "b")]
    tops = [place - BAR_PX / 2 for place in drawn.data[1].y]
    assert [(note.yanchor, note.y) for note in names] == [("bottom", top) for top in tops]
    # What is above a bar's top, to the bar before it, is the name's: 12 px letters of any script.
    assert tops[1] - (drawn.data[1].y[0] + BAR_PX / 2) >= NAME_PX >= 18
