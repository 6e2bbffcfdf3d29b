"""A few courses over months, each named at its end."""

from collections.abc import Mapping
from datetime import date

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.ends import end_labels
from dashboard.charts.style import LIGHT, Tokens, base_layout

END_LABEL_PX = 132
MOST_TICKS = 3  # the ends' names leave little room on a telephone


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
        look = {"width": 1.8, "dash": "dash"} if number else {"width": 2.4, "dash": "solid"}
        figure.add_trace(
            go.Scatter(
                x=months,
                y=values,
                mode="lines" if number else "lines+markers",
                line={"color": colours[column], **look},
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
        annotations=end_labels(_ends(rows, names, colours, value_format), axis["range"]),
    )
    return figure


def _ends(
    rows: pl.DataFrame, names: Mapping[str, str], colours: Mapping[str, str], text: NumberFormat
) -> list[tuple[float, str, str]]:
    """Each line's last value, its words, its colour."""
    last = {column: rows[column].drop_nulls() for column in names}
    return [
        (float(values[-1]), f"<b>{names[column]}</b> {text(values[-1])}", colours[column])
        for column, values in last.items()
        if len(values)
    ]
