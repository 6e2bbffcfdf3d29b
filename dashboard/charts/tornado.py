"""What moves an answer: one bar per thing that may be different, around what is expected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, thinned
from dashboard.charts.style import (
    LIGHT,
    TEXT_PX,
    Tokens,
    base_layout,
    note,
    on_paper,
    reference_line,
)
from dashboard.widths import in_px

BAR_WIDTH = 0.5
ROOM = 0.02  # of the axis, on either side
BESIDE_PX = 10  # between a text at a bar's end and what is next to it
LEAST_PX = 110  # of the axis, on a telephone
MOST_TICKS = 3  # names and texts leave no room for more on a telephone


@dataclass(frozen=True)
class Swing:
    """One thing, and the values at its low and its high end, with what each end is called."""

    name: str
    low: float
    high: float
    low_label: str
    high_label: str


def tornado_chart(
    swings: Sequence[Swing],
    *,
    expected: float,
    expected_label: str,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 240,
    gain_below: bool = False,
) -> go.Figure:
    """Horizontal bars from low to high, the widest above; a line where nothing changes.

    Args:
        swings: what may be different; `low` is not above `high`.
        expected: the value if nothing is different.
        expected_label: its words, above the line.
        value_format: text of a value, under the pointer.
        ticks: positions and texts of the value axis.
        tokens: colours; what lies below zero has the warning colour, and says so by its place.
        height: pixels.
        gain_below: less is better (a cost): the warning colour lies above zero then.
    """
    ordered = sorted(swings, key=lambda swing: swing.high - swing.low)
    names = [swing.name for swing in ordered]
    low = min([0.0, expected, *(swing.low for swing in ordered)])
    high = max([0.0, expected, *(swing.high for swing in ordered)])
    room = (high - low or 1.0) * ROOM
    positions, texts = thinned(*ticks(low, high), MOST_TICKS)
    left = _room_px((s.low_label, (s.low - low) / (high - low or 1.0)) for s in ordered)
    right = _room_px((s.high_label, (high - s.high) / (high - low or 1.0)) for s in ordered)
    layout = base_layout(tokens, height=height, barmode="overlay", hovermode="closest")
    figure = go.Figure(layout=layout)
    loss, gain = tokens.warning_mid, tokens.accent
    for is_below in (True, False):
        colour = gain if is_below is gain_below else loss
        figure.add_trace(_bars(ordered, names, is_below, colour, value_format))
    figure.update_layout(
        xaxis={"range": [low - room, high + room], "showgrid": True, "gridcolor": tokens.hairline}
        | {"tickvals": list(positions), "ticktext": list(texts)},
        yaxis={"showgrid": False, "tickvals": names, "ticktext": names, "type": "category"}
        | {"ticklabelstandoff": left},
        margin={"t": 30, "r": right},
        shapes=[reference_line(expected, tokens.ink), reference_line(0.0, tokens.grey)],
        annotations=[_above(expected_label, expected, tokens), *_end_notes(ordered, tokens)],
    )
    return figure


def _room_px(labels: Iterable[tuple[str, float]]) -> int:
    """Beside the drawing, for texts at the bars' ends and the share of the axis beyond each.

    In pixels: of a share a telephone has too few.
    """
    needed = (in_px(text, TEXT_PX) + BESIDE_PX - beyond * LEAST_PX for text, beyond in labels)
    return max(BESIDE_PX, round(max(needed, default=0)))


def _bars(
    swings: Sequence[Swing], names: list[str], is_below: bool, colour: str, text: NumberFormat
) -> go.Bar:
    """The part of every bar below zero, or the part above."""
    ends = [
        (min(s.low, 0.0), min(s.high, 0.0)) if is_below else (max(s.low, 0.0), max(s.high, 0.0))
        for s in swings
    ]
    return go.Bar(
        y=names,
        x=[high - low for low, high in ends],
        base=[low for low, _ in ends],
        orientation="h",
        width=BAR_WIDTH,
        marker={"color": colour, "line": {"width": 0}},
        customdata=[
            f"{s.low_label}: {text(s.low)}<br>{s.high_label}: {text(s.high)}" for s in swings
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _above(words: str, value: float, tokens: Tokens) -> dict[str, Any]:
    place = {"xref": "x", "yanchor": "bottom", "yshift": 4, "xanchor": "center"}
    return note(words, tokens, x=value, y=1) | place


def _end_notes(swings: Sequence[Swing], tokens: Tokens) -> list[dict[str, Any]]:
    notes = []
    for swing in swings:
        for value, text, side in (
            (swing.low, swing.low_label, "right"),
            (swing.high, swing.high_label, "left"),
        ):
            place = {"xref": "x", "yref": "y", "xanchor": side, "yanchor": "middle"}
            shift = {"xshift": -4 if side == "right" else 4}
            label = note(text, tokens, x=value, y=0) | place | shift | {"y": swing.name}
            notes.append(on_paper(label, tokens))
    return notes
