"""The same course of many things, each in a small drawing of its own, all on one scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import DateFormat, NumberFormat, date_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label

ACROSS = 2  # side by side; more could not be read on a telephone
PANEL_PX, AROUND_PX = 140, 40
GAP = 0.06  # share of the width between two panels
NAME_SHARE = 0.32  # of a panel's height, for its name
HALVES = (0.0, 0.5, 1.0)  # of the cards; written at the left only, all panels share the scale


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing: `name`, of two lines, stands above it; a day without a value breaks its line."""

    name: str
    values: Sequence[float | None]


def small_multiples_chart(
    days: Sequence[date],
    panels: Sequence[Panel],
    *,
    value_format: NumberFormat,
    day_format: DateFormat,
    tick_format: DateFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Courses of shares over the same `days`, the first panel on the upper left."""
    down = math.ceil(len(panels) / ACROSS)
    known = [value for panel in panels for value in panel.values if value is not None]
    top = max([1.0, *known])
    figure = go.Figure(layout=base_layout(tokens, height=AROUND_PX + PANEL_PX * max(down, 1)))
    figure.update_layout(hovermode="closest", margin={"t": 4})
    plain = figure.layout.xaxis.to_plotly_json(), figure.layout.yaxis.to_plotly_json()
    for number, panel in enumerate(panels):
        row, column = divmod(number, ACROSS)
        is_lowest = number + ACROSS >= len(panels)
        _add(figure, days, panel, number, value_format, day_format, tokens)
        x_range, y_range = _domain(row, column, down)
        marks: dict[str, Any] = date_axis(days, tick_format, 3)
        if not is_lowest:
            marks = {"type": "date", "showticklabels": False}
        texts = [value_format(value) if column == 0 else "" for value in HALVES]
        suffix = str(number + 1) if number else ""
        figure.update_layout(
            {
                f"xaxis{suffix}": plain[0] | marks | {"domain": x_range, "anchor": f"y{suffix}"},
                f"yaxis{suffix}": plain[1]
                | {"domain": y_range, "anchor": f"x{suffix}", "range": [0, top * 1.05]}
                | {"tickvals": HALVES, "ticktext": texts},
            }
        )
        label = direct_label(panel.name, x_range[0], y_range[1], tokens.ink, anchor="left")
        figure.add_annotation(
            label | {"xref": "paper", "yref": "paper", "align": "left", "yshift": 0}
        )
    return figure


def _add(
    figure: go.Figure,
    days: Sequence[date],
    panel: Panel,
    number: int,
    value_format: NumberFormat,
    day_format: DateFormat,
    tokens: Tokens,
) -> None:
    suffix = str(number + 1) if number else ""
    figure.add_trace(
        go.Scatter(
            x=[day.isoformat() for day in days],
            y=list(panel.values),
            xaxis=f"x{suffix}",
            yaxis=f"y{suffix}",
            mode="lines",
            connectgaps=False,
            line={"color": tokens.accent, "width": 1.2},
            text=[
                "" if value is None else f"{day_format(day)}: {value_format(value)}"
                for day, value in zip(days, panel.values, strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _domain(row: int, column: int, down: int) -> tuple[list[float], list[float]]:
    """Where a panel lies, as shares of the width and the height."""
    width = (1 - GAP * (ACROSS - 1)) / ACROSS
    left = column * (width + GAP)
    height = 1 / down
    upper = 1 - row * height
    return [left, left + width], [
        upper - height * (1 - NAME_SHARE / 2),
        upper - height * NAME_SHARE,
    ]
