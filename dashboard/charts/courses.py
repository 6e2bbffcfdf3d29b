"""A few courses over months, each named at its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label

END_LABEL_PX = 132
MOST_TICKS = 3  # the ends' names leave little room on a telephone
LEAST_GAP = 0.09  # of the axis: less, and two names at the right end lie over each other


def courses_chart(
    rows: pl.DataFrame,
    *,
    names: Mapping[str, str],
    value_format: NumberFormat,
    date_format: DateFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 260,
) -> go.Figure:
    """One line per column; the first is the finding, the others what it is held against.

    Args:
        rows: `month` ascending, and the columns of `names`; nulls are gaps.
        names: column -> what it is called at its right end.
        value_format: text of a value, under the pointer and at the ends.
        date_format: text of a month on the axis.
        ticks: positions and texts of the value axis.
        tokens: colours.
        height: pixels.
    """
    months: list[date] = rows["month"].to_list()
    colours = dict(zip(names, (tokens.accent, tokens.warning, tokens.grey), strict=False))
    known = [value for name in names for value in rows[name].to_list() if value is not None]
    axis = value_axis([float(value) for value in known] or [0.0, 1.0], ticks)
    figure = go.Figure(layout=base_layout(tokens, height=height))
    for number, (column, name) in enumerate(names.items()):
        values = [None if value is None else float(value) for value in rows[column].to_list()]
        figure.add_trace(
            go.Scatter(
                x=months,
                y=values,
                mode="lines+markers" if number == 0 else "lines",
                line={
                    "color": colours[column],
                    "width": 2.4 if number == 0 else 1.8,
                    "dash": "solid" if number == 0 else "dash",
                },
                marker={"size": 5},
                connectgaps=False,
                name=name,
                text=["" if value is None else f"{name} {value_format(value)}" for value in values],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    figure.update_layout(
        xaxis=date_axis(months, date_format, MOST_TICKS) | {"hoverformat": "%Y-%m"},
        yaxis=axis,
        margin={"r": END_LABEL_PX, "t": 16},
        annotations=_end_labels(rows, names, colours, axis["range"], value_format),
    )
    return figure


def _end_labels(
    rows: pl.DataFrame,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    axis: tuple[float, float],
    text: NumberFormat,
) -> list[dict[str, Any]]:
    """Each line's name and last value, moved up where the one below is too close."""
    room = (axis[1] - axis[0]) * LEAST_GAP
    last = {name: rows[name].drop_nulls() for name in names}
    ends = sorted((float(values[-1]), name) for name, values in last.items() if len(values))
    labels, lowest = [], float("-inf")
    for value, column in ends:
        lowest = max(value, lowest + room)
        words = f"<b>{names[column]}</b> {text(value)}"
        label = direct_label(words, 1.0, lowest, colours[column], anchor="left")
        labels.append(label | {"xref": "paper", "yanchor": "middle", "yshift": 0, "xshift": 6})
    return labels
