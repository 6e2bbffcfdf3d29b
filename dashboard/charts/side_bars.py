"""Bars side by side, one thing each, with its value written at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.style import LIGHT, Tokens, base_layout, note, on_paper, reference_line

BAR_WIDTH = 0.56
LABEL_ROOM_PX = 96  # for the texts at the bars' ends, beside the drawing
ROW_PX, EDGE_PX = 34, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing; `is_marked`: what the others are held against."""

    name: str
    value: float
    label: str
    is_marked: bool = False


def side_bars_chart(
    bars: Sequence[Bar], *, tokens: Tokens = LIGHT, height: int | None = None
) -> go.Figure:
    """Horizontal bars in the order given, the first above; below zero in the warning colour.

    There is no value axis: every bar has its value beside it, and on a telephone no room is left.

    Args:
        bars: the things; names are different.
        tokens: colours; which side of zero a bar lies on is said by its place, too.
        height: pixels; by the number of bars unless given.
    """
    ordered = [*reversed(bars)]
    names = [bar.name for bar in ordered]
    low = min([0.0, *(bar.value for bar in ordered)])
    high = max([0.0, *(bar.value for bar in ordered)])
    figure = go.Figure(
        layout=base_layout(
            tokens, height=height or ROW_PX * len(ordered) + EDGE_PX, hovermode="closest"
        )
    )
    figure.add_trace(
        go.Bar(
            y=names,
            x=[bar.value for bar in ordered],
            orientation="h",
            width=BAR_WIDTH,
            marker={"color": [_colour(bar, tokens) for bar in ordered], "line": {"width": 0}},
            customdata=[bar.label for bar in ordered],
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
    )
    figure.update_layout(
        xaxis={
            "range": [low, high if high > low else low + 1.0],
            "visible": False,
        },
        yaxis={"showgrid": False, "tickvals": names, "ticktext": names, "type": "category"},
        margin={"r": LABEL_ROOM_PX},
        shapes=[reference_line(0.0, tokens.grey, dash="solid")],
        annotations=[_end(bar, tokens) for bar in ordered],
    )
    return figure


def _colour(bar: Bar, tokens: Tokens) -> str:
    if bar.is_marked:
        return tokens.grey
    return tokens.warning_mid if bar.value < 0 else tokens.accent


def _end(bar: Bar, tokens: Tokens) -> dict[str, object]:
    """Right of the bar; of one below zero right of zero, where no name is in the way."""
    place = {
        "xref": "x",
        "yref": "y",
        "y": bar.name,
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 5,
    }
    return on_paper(note(bar.label, tokens, x=max(bar.value, 0.0), y=0) | place, tokens)
