"""Demand against the cards there: quantiles by the week, supply as steps, dates that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, note, reference_line
from dashboard.charts.two_lines import KEY_PX, key_in_two_lines

LINE_PX = 17
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CapacityLabels:
    """Words above the drawing."""

    likely: str
    possible: str
    supply: str
    renewed: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that matters, and its words; a warning has the warning colour."""

    day: date
    text: str
    is_warning: bool = False


def capacity_chart(
    weeks: pl.DataFrame,
    marks: Sequence[Mark],
    *,
    labels: CapacityLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 360,
) -> go.Figure:
    """Cards that 95 % of a week's hours need, over the cards in hand.

    Args:
        weeks: `week_start`, `is_extended`, `demand_p10_cards`, `demand_p50_cards`,
            `demand_p90_cards`, `supply_cards`, `supply_if_renewed_cards`; ascending, at least one.
        marks: vertical lines with their words, each on a line of its own.
        labels: the words, in the reader's language.
        value_format: text of a number of cards, under the pointer.
        ticks: positions and texts of the value axis.
        date_format: text of a month.
        tokens: colours.
        height: pixels.
    """
    columns = [name for name in weeks.columns if name.endswith("_cards")]
    values = [float(value) for name in columns for value in weeks[name]]
    starts = weeks["week_start"].to_list()
    days = [*starts, starts[-1] + WEEK]
    figure = go.Figure(layout=base_layout(tokens, height=height))
    figure.add_traces(_band(weeks, tokens))
    dashes = {"color": tokens.accent_mid, "width": 1.2, "dash": "dash"}
    lines = (
        ("supply_if_renewed_cards", labels.renewed, {"color": tokens.grey, "dash": "dot"}),
        ("demand_p50_cards", labels.likely, {"color": tokens.accent, "width": 2.2}),
        ("demand_p90_cards", labels.possible, dashes),
        ("supply_cards", labels.supply, {"color": tokens.ink, "width": 2.4}),
    )
    for column, name, line in lines:
        figure.add_trace(_steps(weeks, days, column, name, value_format, line))
    axis = date_axis([*_months(days[0], days[-1])] or days, date_format)
    shown = [mark for mark in marks if days[0] <= mark.day <= days[-1]]
    figure.update_layout(
        xaxis=axis | {"hoverformat": "%Y-%m-%d", "range": [str(days[0]), str(days[-1])]},
        yaxis=value_axis([0.0, *values], ticks),
        margin={"t": KEY_PX},
        shapes=[reference_line(mark.day, _colour(mark, tokens)) for mark in shown],
        title=_key(labels, tokens),
        annotations=_names(shown, days, tokens),
    )
    return figure


def _months(first: date, last: date) -> list[date]:
    span = range((last - first).days + 1)
    return [day for n in span if (day := first + timedelta(days=n)).day == 1]


def _closed(weeks: pl.DataFrame, column: str) -> list[float]:
    """A step ends with its week: the last value once more."""
    values = weeks[column].to_list()
    return [*values, values[-1]]


def _band(weeks: pl.DataFrame, tokens: Tokens) -> list[Any]:
    """As far as the forecast reaches: beyond it nobody drew paths."""
    drawn = weeks.filter(~pl.col("is_extended"))
    starts = drawn["week_start"].to_list()
    if not starts:
        return []
    shared: dict[str, Any] = {
        "x": [*starts, starts[-1] + WEEK],
        "mode": "lines",
        "line": {"width": 0, "shape": "hv"},
        "hoverinfo": "skip",
    }
    return [
        go.Scatter(y=_closed(drawn, "demand_p10_cards"), **shared),
        go.Scatter(
            y=_closed(drawn, "demand_p90_cards"),
            fill="tonexty",
            fillcolor=tokens.accent_soft,
            **shared,
        ),
    ]


def _steps(
    weeks: pl.DataFrame,
    days: list[date],
    column: str,
    name: str,
    text: NumberFormat,
    line: dict[str, Any],
) -> Any:
    values = _closed(weeks, column)
    return go.Scatter(
        x=days,
        y=values,
        mode="lines",
        line={"shape": "hv", **line},
        text=[text(value) for value in values],
        hovertemplate=f"{name} %{{text}}<extra></extra>",
    )


def _colour(mark: Mark, tokens: Tokens) -> str:
    return tokens.warning if mark.is_warning else tokens.grey


def _names(marks: Sequence[Mark], days: list[date], tokens: Tokens) -> list[dict[str, Any]]:
    """Each mark's words beside its line, one below the other; towards the middle."""
    middle = days[0] + (days[-1] - days[0]) / 2
    names = []
    for place, mark in enumerate(marks):
        side = "left" if mark.day <= middle else "right"
        words = note(mark.text, tokens, x=0, y=1, anchor=side)
        at = {"x": mark.day, "xref": "x", "yshift": -2 - LINE_PX * place}
        shift = {"xshift": 4 if side == "left" else -4, "bgcolor": tokens.card, "borderpad": 1}
        names.append(
            words | at | shift | {"font": {**words["font"], "color": _colour(mark, tokens)}}
        )
    return names


def _key(labels: CapacityLabels, tokens: Tokens) -> dict[str, Any]:
    words = (
        (f"━ {labels.supply}", tokens.ink),
        (f"┅ {labels.renewed}", tokens.grey),
        (f"━ {labels.likely}", tokens.accent),
        (f"▮ {labels.possible}", tokens.accent_mid),
    )
    return key_in_two_lines(words, tokens)
