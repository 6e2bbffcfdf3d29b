"""What decisions saved by the month, beside what was expected of them."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, note


@dataclass(frozen=True, slots=True)
class OutcomeLabels:
    """Words written above the chart."""

    expected: str
    realised: str


def outcome_chart(
    months: pl.DataFrame,
    *,
    labels: OutcomeLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    month_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 220,
) -> go.Figure:
    """Realised savings as bars, expected ones as marks on them.

    Args:
        months: `month` ascending, `expected_saving_cny`, `realised_saving_cny`; null: not known.
        labels: the words, in the reader's language.
        value_format: text of an amount.
        ticks: positions and texts of the value axis.
        month_format: text of a month.
        tokens: colours.
        height: pixels.
    """
    days = months["month"].to_list()
    realised = _numbers(months, "realised_saving_cny")
    expected = _numbers(months, "expected_saving_cny")
    figure = go.Figure(layout=base_layout(tokens, height=height, bargap=0.4, margin={"t": 34}))
    shown = {"x": days, "hovertemplate": "%{text}"}
    figure.add_bar(
        **shown,
        y=realised,
        name=labels.realised,
        marker=_bars(realised, tokens),
        text=_texts(realised, value_format),
        textposition="none",
    )
    figure.add_scatter(
        **shown,
        y=expected,
        name=labels.expected,
        mode="markers",
        marker=_marks(tokens),
        text=_texts(expected, value_format),
    )
    known = [y for y in (*realised, *expected) if y is not None]
    figure.update_layout(
        xaxis=date_axis(days, month_format),
        yaxis=value_axis([0.0, *known], ticks),
        annotations=[_key(labels, tokens)],
    )
    return figure


def _bars(amounts: list[float | None], tokens: Tokens) -> dict[str, Any]:
    colours = [tokens.warning_mid if (y or 0) < 0 else tokens.accent for y in amounts]
    return {"color": colours, "line": {"width": 0}}


def _marks(tokens: Tokens) -> dict[str, Any]:
    line = {"width": 2, "color": tokens.ink}
    return {"symbol": "line-ew-open", "size": 18, "color": tokens.ink, "line": line}


def _key(labels: OutcomeLabels, tokens: Tokens) -> dict[str, Any]:
    words = (
        f'<span style="color:{tokens.accent}">■</span> {labels.realised}'
        f' &nbsp; <span style="color:{tokens.ink}">━</span> {labels.expected}'
    )
    return note(words, tokens, x=0, y=1) | {"yanchor": "bottom", "yshift": 6}


def _numbers(months: pl.DataFrame, name: str) -> list[float | None]:
    return months[name].cast(pl.Float64).to_list()


def _texts(amounts: list[float | None], value_format: NumberFormat) -> list[str]:
    return ["" if amount is None else value_format(amount) for amount in amounts]
