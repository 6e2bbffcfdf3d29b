"""Several answers to one question side by side: a point and its band for each, by period."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout

SYMBOLS = ("circle", "diamond", "square", "triangle-up")  # told apart without colour
SPREAD = 0.16  # of a period, from one answer to the next
ROW_PX, LEAST_PX = 84, 90


@dataclass(frozen=True)
class Answer:
    """One line of points: by period its P10, P50 and P90; None where it has none."""

    name: str
    bands: Sequence[tuple[float, float, float] | None]


def intervals_chart(
    periods: Sequence[str],
    answers: Sequence[Answer],
    *,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Periods from top to bottom, answers below each other in each; the first is the base."""
    known = [value for one in answers for band in one.bands if band for value in band]
    axis = value_axis(known, ticks)
    colours = (tokens.grey, tokens.accent, tokens.warning, tokens.ink)
    figure = go.Figure(
        layout=base_layout(
            tokens, height=LEAST_PX + ROW_PX * len(periods), hovermode="closest", showlegend=True
        )
    )
    for index, one in enumerate(answers):
        shift = (index - (len(answers) - 1) / 2) * SPREAD
        figure.add_trace(_points(one, shift, SYMBOLS[index], colours[index], value_format))
    return figure.update_layout(
        yaxis={
            "tickvals": list(range(len(periods))),
            "ticktext": list(periods),
            "range": [len(periods) - 0.5, -0.5],
            "showgrid": False,
        },
        xaxis={**axis, "showgrid": True},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
    )


def _points(one: Answer, shift: float, symbol: str, colour: str, text: NumberFormat) -> go.Scatter:
    shown = [(row, band) for row, band in enumerate(one.bands) if band]
    return go.Scatter(
        name=one.name,
        x=[band[1] for _, band in shown],
        y=[row + shift for row, _ in shown],
        mode="markers",
        marker={"symbol": symbol, "size": 9, "color": colour},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [band[2] - band[1] for _, band in shown],
            "arrayminus": [band[1] - band[0] for _, band in shown],
            "color": colour,
            "thickness": 2,
            "width": 0,
        },
        customdata=[
            f"{one.name}: {text(middle)} ({text(low)} – {text(high)})"
            for _, (low, middle, high) in shown
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
