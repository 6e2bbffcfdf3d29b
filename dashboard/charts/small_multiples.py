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
DRAWN_DIGITS = 4  # of a share: a hundredth of a pixel, and a fifth less to send
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
    # One dictionary for all: Plotly takes longer over every further change than over all at once.
    layout = base_layout(tokens, height=AROUND_PX + PANEL_PX * max(down, 1), hovermode="closest")
    plain = layout.pop("xaxis"), layout.pop("yaxis")
    layout |= {"margin": layout["margin"] | {"t": 4}, "annotations": []}
    for number, panel in enumerate(panels):
        row, column = divmod(number, ACROSS)
        is_lowest = number + ACROSS >= len(panels)
        x_range, y_range = _domain(row, column, down)
        marks: dict[str, Any] = date_axis(days, tick_format, 3)
        if not is_lowest:
            marks = {"type": "date", "showticklabels": False}
        texts = [value_format(value) if column == 0 else "" for value in HALVES]
        suffix = _suffix(number)
        layout[f"xaxis{suffix}"] = plain[0] | marks | {"domain": x_range, "anchor": f"y{suffix}"}
        layout[f"yaxis{suffix}"] = (
            plain[1]
            | {"domain": y_range, "anchor": f"x{suffix}", "range": [0, top * 1.05]}
            | {"tickvals": HALVES, "ticktext": texts}
        )
        label = direct_label(panel.name, x_range[0], y_range[1], tokens.ink, anchor="left")
        layout["annotations"].append(
            label | {"xref": "paper", "yref": "paper", "align": "left", "yshift": 0}
        )
    lines = [
        _line(days, panel, number, value_format, day_format, tokens)
        for number, panel in enumerate(panels)
    ]
    return go.Figure(lines, layout)


def _line(
    days: Sequence[date],
    panel: Panel,
    number: int,
    value_format: NumberFormat,
    day_format: DateFormat,
    tokens: Tokens,
) -> Any:
    return go.Scatter(
        x=[day.isoformat() for day in days],
        y=[None if value is None else round(value, DRAWN_DIGITS) for value in panel.values],
        xaxis=f"x{_suffix(number)}",
        yaxis=f"y{_suffix(number)}",
        mode="lines",
        connectgaps=False,
        line={"color": tokens.accent, "width": 1.2},
        text=[
            "" if value is None else f"{day_format(day)}: {value_format(value)}"
            for day, value in zip(days, panel.values, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _suffix(number: int) -> str:
    """Plotly counts axes from 2, the first has no number."""
    return str(number + 1) if number else ""


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
