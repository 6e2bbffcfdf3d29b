"""The ladder over time: contracts in hand, what is due, what comes later, when to look again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.axes import DateFormat, date_axis
from dashboard.charts.style import LIGHT, TEXT_PX, Tokens, base_layout, note, reference_line

State = Literal["in_hand", "due", "later"]
NAME_PX, BAR_PX, GAP_PX = 20, 22, 1  # of a lane, one below the other
LANE_PX = NAME_PX + BAR_PX + GAP_PX
HEAD_PX, EDGES_PX = 40, 88
A_LINE = 3  # words of the key
DAYS_BACK, DAYS_AHEAD = 45, 730  # what is drawn, around the day that the data reach
LEAST_TEXT_PX = 9  # a number that does not fit its bar at this size is left out
DAY_MS = 86_400_000
MARK_SHARE = 0.03  # of the width: as far as a mark at a bar's beginning covers its number
ASIDE = "\u00a0" * 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One contract: how many units, from the first to the last day of use.

    `text` is written on the bar, `hover` under the pointer; `decide_again_on` is marked on it.
    """

    state: State
    starts_on: date
    ends_on: date
    text: str
    hover: str
    decide_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars one after the other, under their name; the first of a group carries the group's name.

    A group's second line, after a line break, is written smaller: both fit a telephone.
    """

    group: str
    name: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GanttLabels:
    """Words written on the chart."""

    in_hand: str
    due: str
    later: str
    again: str
    today: str


def lanes_of(bars: Iterable[tuple[str, str, Bar]]) -> list[Lane]:
    """Bars of (group, name) in as few lanes as hold them without overlap, in their order."""
    lanes: list[Lane] = []
    by_name: dict[tuple[str, str], list[Lane]] = {}
    for group, name, bar in bars:
        own = by_name.setdefault((group, name), [])
        lane = next((one for one in own if one.bars[-1].ends_on < bar.starts_on), None)
        if lane is None:
            lane = Lane(group, name)
            own.append(lane)
            lanes.append(lane)
        lane.bars.append(bar)
    return lanes


def gantt_chart(
    lanes: Sequence[Lane],
    today: date,
    *,
    labels: GanttLabels,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Bars over time by group; in hand grey, due in the accent, later ones hatched.

    Args:
        lanes: of one group together; at least one.
        today: the last day of the data, which is marked.
        labels: the words, in the reader's language.
        date_format: text of a month on the axis.
        tokens: colours; each state differs by fill or hatching, too.
    """
    first, last = _span(lanes, today)
    places, heads, depth = _places(lanes)
    height = int(depth) + EDGES_PX
    figure = go.Figure(layout=base_layout(tokens, height=height, hovermode="closest"))
    for state in ("in_hand", "due", "later"):
        drawn = [
            (place, bar)
            for lane, place in zip(lanes, places, strict=True)
            for bar in lane.bars
            if bar.state == state
        ]
        figure.add_trace(_bars(drawn, (first, last), _look(state, tokens)))
    figure.add_trace(_marks(lanes, places, (first, last), tokens))
    months = _months(first, last)
    axis = date_axis(months, date_format, count=7)
    figure.update_layout(
        barmode="overlay",
        uniformtext={"minsize": LEAST_TEXT_PX, "mode": "hide"},
        xaxis=axis | {"range": [first.isoformat(), last.isoformat()], "showgrid": True},
        yaxis={"range": [depth, 0], "visible": False},
        margin={"t": 52, "l": 4},
        shapes=[reference_line(today.isoformat(), tokens.grey)],
        annotations=[_key(labels, tokens), *_names(lanes, places, heads, tokens)],
    )
    return figure


def _span(lanes: Sequence[Lane], today: date) -> tuple[date, date]:
    ends = [bar.ends_on for lane in lanes for bar in lane.bars]
    last = min(max([*ends, today + timedelta(days=90)]), today + timedelta(days=DAYS_AHEAD))
    return today - timedelta(days=DAYS_BACK), last + timedelta(days=7)


def _places(lanes: Sequence[Lane]) -> tuple[list[float], list[tuple[str, float]], float]:
    """Depth in pixels of each lane's bars, of each group's heading, and of the whole."""
    places, heads, depth, group = [], [], 0.0, None
    for lane in lanes:
        if lane.group != group:
            heads.append((lane.group, depth + HEAD_PX / 2))
            depth, group = depth + HEAD_PX, lane.group
        places.append(depth + NAME_PX + BAR_PX / 2)
        depth += LANE_PX
    return places, heads, depth or LANE_PX


def _look(state: str, tokens: Tokens) -> tuple[dict[str, Any], str]:
    """Fill and ink of a bar."""
    if state == "in_hand":
        return {"color": tokens.neutral_soft, "line": {"width": 0}}, tokens.ink
    if state == "due":
        return {"color": tokens.accent, "line": {"width": 0}}, tokens.card
    hatched = {"shape": "/", "fgcolor": tokens.accent_mid, "bgcolor": tokens.accent_soft, "size": 6}
    line = {"width": 1, "color": tokens.accent_mid}
    return {"color": tokens.accent_soft, "pattern": hatched, "line": line}, tokens.ink


def _bars(
    drawn: Sequence[tuple[float, Bar]],
    span: tuple[date, date],
    look: tuple[dict[str, Any], str],
) -> Any:
    marker, ink = look
    shown = [(max(bar.starts_on, span[0]), min(bar.ends_on, span[1])) for _, bar in drawn]
    lengths = [max((end - start).days + 1, 1) for start, end in shown]
    return go.Bar(
        y=[place for place, _ in drawn],
        base=[start.isoformat() for start, _ in shown],
        x=[length * DAY_MS for length in lengths],
        orientation="h",
        width=BAR_PX,
        marker=marker,
        text=[_beside_its_mark(bar, span) for _, bar in drawn],
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        textfont={"color": ink, "size": TEXT_PX},
        customdata=[bar.hover for _, bar in drawn],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _beside_its_mark(bar: Bar, span: tuple[date, date]) -> str:
    """The bar's number, moved aside where the day to decide again lies on it."""
    again, begins = bar.decide_again_on, max(bar.starts_on, span[0])
    covered = (span[1] - span[0]) * MARK_SHARE
    is_hidden = again is not None and begins <= again <= begins + covered
    return ASIDE + bar.text if is_hidden else bar.text


def _marks(
    lanes: Sequence[Lane], places: Sequence[float], span: tuple[date, date], tokens: Tokens
) -> Any:
    """A diamond on every day by which to decide again; of one before the edge half would show."""
    marks = [
        (bar.decide_again_on, place, bar.hover)
        for lane, place in zip(lanes, places, strict=True)
        for bar in lane.bars
        if bar.decide_again_on is not None and span[0] <= bar.decide_again_on <= span[1]
    ]
    return go.Scatter(
        x=[day.isoformat() for day, _, _ in marks],
        y=[place for _, place, _ in marks],
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 9,
            "color": tokens.warning,
            "line": {"width": 1.5, "color": tokens.card},
        },
        customdata=[hover for _, _, hover in marks],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _months(first: date, last: date) -> list[date]:
    months, day = [], date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while day <= last:
        months.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months


def _key(labels: GanttLabels, tokens: Tokens) -> dict[str, Any]:
    """What the marks mean, above the drawing: shape and colour beside the word."""
    words = (
        ("■", labels.in_hand, tokens.neutral_soft),
        ("■", labels.due, tokens.accent),
        ("▨", labels.later, tokens.accent_mid),
        ("◆", labels.again, tokens.warning),
        ("┊", labels.today, tokens.grey),
    )
    spans = [f"<span style='color:{colour}'>{mark}</span> {word}" for mark, word, colour in words]
    # A telephone has no room for more on a line.
    lines = ("&nbsp;&nbsp; ".join(spans[:A_LINE]), "&nbsp;&nbsp; ".join(spans[A_LINE:]))
    place = {"yanchor": "bottom", "yshift": 6, "align": "left"}
    return note("<br>".join(lines), tokens, x=0, y=1) | place


def _names(
    lanes: Sequence[Lane],
    places: Sequence[float],
    heads: Sequence[tuple[str, float]],
    tokens: Tokens,
) -> list[dict[str, Any]]:
    """Group headings, and the name of each lane above its bars."""
    at_left = {"xref": "paper", "yref": "y", "yanchor": "middle", "xanchor": "left"}
    # On its bars, whatever the height of its letters: never over a corner of one.
    above = at_left | {"bgcolor": tokens.paper, "yanchor": "bottom"}
    names = [
        note(lane.name, tokens, x=0, y=place - BAR_PX / 2) | above
        for lane, place in zip(lanes, places, strict=True)
    ]
    bold = [
        note(_head(group, tokens), tokens, x=0, y=depth)
        | at_left
        | {"font": {"size": TEXT_PX + 1, "color": tokens.ink}, "bgcolor": tokens.paper}
        | {"align": "left"}
        for group, depth in heads
    ]
    return names + bold


def _head(group: str, tokens: Tokens) -> str:
    name, _, below = group.partition("\n")
    small = f"<br><span style='color:{tokens.grey};font-size:{TEXT_PX}px'>{below}</span>"
    return f"<b>{name}</b>{small if below else ''}"
