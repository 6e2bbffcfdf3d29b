"""What came against the band of the day before: days outside, outages and new levels marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label, reference_line

A_LINE, HEAD_PX = 3, 52


@dataclass(frozen=True, slots=True)
class AnomalyLabels:
    """Words written on the chart; of marks they stand above the drawing, beside their shape."""

    band: str
    above: str
    below: str
    outage: str
    shift: str


def anomaly_chart(
    days: pl.DataFrame,
    shifts: Sequence[date],
    *,
    labels: AnomalyLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """The line of what came over its band, with a mark on every day outside.

    Args:
        days: `local_date`, `lower`, `upper`, `actual`, `is_above` (null within the band),
            `is_outage`; ascending. A null is a gap, never zero.
        shifts: first days of new levels.
        labels: the words, in the reader's language.
        value_format: text of a value, shown under the pointer.
        ticks: positions and texts of the value axis.
        date_format: text of a day.
        tokens: colours.
        height: pixels.
    """
    values = [v for name in ("lower", "upper", "actual") for v in days[name] if v is not None]
    axis = value_axis(values, ticks)
    figure = go.Figure(layout=base_layout(tokens, height=height))
    figure.add_traces(_band(days, tokens))
    figure.add_trace(_line(days, value_format, tokens))
    above, below = (days.filter(pl.col("is_above") == side) for side in (True, False))
    silent = days.filter("is_outage")
    figure.add_trace(_marks(above, "actual", "triangle-up", labels.above, tokens.warning))
    figure.add_trace(_marks(below, "actual", "triangle-down", labels.below, tokens.warning))
    foot = silent.with_columns(pl.lit(axis["range"][0]).alias("foot"))
    figure.add_trace(_marks(foot, "foot", "x-thin-open", labels.outage, tokens.grey))
    dates = days["local_date"].to_list()
    seen = [day for day in shifts if dates and dates[0] <= day <= dates[-1]]
    x_axis = date_axis(dates, date_format) | {"hoverformat": "%Y-%m-%d"}
    if len(dates) > 1:
        x_axis["range"] = [dates[0].isoformat(), dates[-1].isoformat()]
    figure.update_layout(
        xaxis=x_axis,
        yaxis=axis,
        margin={"t": HEAD_PX},
        shapes=[reference_line(day, tokens.grey) for day in seen],
        annotations=[_legend(above, below, silent, seen, labels, tokens)],
    )
    return figure


def _band(days: pl.DataFrame, tokens: Tokens) -> list[Any]:
    edge = {"color": tokens.accent_mid, "width": 0.5}
    shared = {"mode": "lines", "line": edge, "hoverinfo": "skip", "connectgaps": False}
    x = days["local_date"].to_list()
    return [
        go.Scatter(x=x, y=days["upper"].to_list(), **shared),
        go.Scatter(
            x=x,
            y=days["lower"].to_list(),
            fill="tonexty",
            fillcolor=tokens.accent_soft,
            **shared,
        ),
    ]


def _line(days: pl.DataFrame, text: NumberFormat, tokens: Tokens) -> Any:
    values = days["actual"].to_list()
    return go.Scatter(
        x=days["local_date"].to_list(),
        y=values,
        mode="lines+markers" if len(values) == 1 else "lines",
        line={"color": tokens.accent, "width": 1.6},
        text=["" if value is None else text(value) for value in values],
        hovertemplate="%{text}<extra></extra>",
        connectgaps=False,
    )


def _marks(rows: pl.DataFrame, column: str, symbol: str, name: str, colour: str) -> Any:
    return go.Scatter(
        x=rows["local_date"].to_list(),
        y=rows[column].to_list(),
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 10,
            "color": colour,
            "line": {"width": 2 if symbol.startswith("x") else 0, "color": colour},
        },
        hovertemplate=f"{name}<extra></extra>",
        cliponaxis=False,
    )


def _legend(
    above: pl.DataFrame,
    below: pl.DataFrame,
    silent: pl.DataFrame,
    shifts: Sequence[date],
    labels: AnomalyLabels,
    tokens: Tokens,
) -> dict[str, Any]:
    words = [("▮", labels.band, tokens.accent_mid)]
    words += [("▲", labels.above, tokens.warning)] * bool(above.height)
    words += [("▼", labels.below, tokens.warning)] * bool(below.height)
    words += [("✕", labels.outage, tokens.grey)] * bool(silent.height)
    words += [("┊", labels.shift, tokens.grey)] * bool(shifts)
    spans = [f"<span style='color:{colour}'>{mark}</span> {word}" for mark, word, colour in words]
    # A telephone has no room for more on a line.
    lines = (spans[:A_LINE], spans[A_LINE:])
    text = "<br>".join("&nbsp;&nbsp; ".join(line) for line in lines if line)
    label = direct_label(text, 0, 1, tokens.grey, anchor="left")
    return label | {"xref": "paper", "yref": "paper", "align": "left"}
