"""Months ahead: what is needed against what contracts give, or what each month costs."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, date_axis, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, note

Part = tuple[str, str, str]  # column, name, colour
BAR_GAP = 0.12
A_LINE = 2  # words of the key


@dataclass(frozen=True, slots=True)
class NeedLabels:
    """Words written on the chart of need."""

    in_hand: str
    bought: str
    need: str
    unplanned: str


@dataclass(frozen=True, slots=True)
class CostLabels:
    """Words written on the chart of costs."""

    in_hand: str
    bought: str
    on_demand: str


def need_chart(
    months: pl.DataFrame,
    *,
    labels: NeedLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Stacked bars of contracts; on them the need's P50 as a dot, P10 to P90 as a bar through it.

    Args:
        months: `month`, `need_p10_cards`, `need_p50_cards`, `need_p90_cards`, `planned_cards`,
            `in_hand_cards`, `bought_cards`; ascending.
        labels: the words, in the reader's language.
        value_format: text of a number of cards.
        ticks: positions and texts of the value axis.
        date_format: text of a month.
        tokens: colours.
        height: pixels.
    """
    parts = [
        ("in_hand_cards", labels.in_hand, tokens.neutral_soft),
        ("bought_cards", labels.bought, tokens.accent_mid),
    ]
    key = [("■", name, fill) for _, name, fill in parts] + [("●", labels.need, tokens.ink)]
    figure = _stacked(months, parts, value_format, date_format, tokens, height)
    figure.add_trace(_need(months, labels, value_format, tokens))
    if months.height and float(months["planned_cards"].sum()) > 0:
        figure.add_trace(_without_planned(months, labels, value_format, tokens))
        key.append(("◇", labels.unplanned, tokens.warning))
    supply = months["in_hand_cards"] + months["bought_cards"]
    values = [0.0, *supply, *months["need_p90_cards"].drop_nulls()]
    figure.update_layout(yaxis=value_axis(values, ticks), annotations=[_key(key, tokens)])
    return figure


def cost_months_chart(
    months: pl.DataFrame,
    *,
    labels: CostLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    date_format: DateFormat,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Stacked bars: fees of contracts in hand, of what is bought, and what is paid by the hour.

    Args:
        months: `month`, `in_hand_fee_cny`, `bought_fee_cny`, `on_demand_cost_cny`; ascending.
        labels: the words, in the reader's language.
        value_format: text of an amount.
        ticks: positions and texts of the value axis.
        date_format: text of a month.
        tokens: colours.
        height: pixels.
    """
    parts = [
        ("in_hand_fee_cny", labels.in_hand, tokens.neutral_soft),
        ("bought_fee_cny", labels.bought, tokens.accent_mid),
        ("on_demand_cost_cny", labels.on_demand, tokens.warning_mid),
    ]
    figure = _stacked(months, parts, value_format, date_format, tokens, height)
    totals = sum((months[column].cast(pl.Float64) for column, _, _ in parts), pl.Series([0.0]))
    key = [("■", name, fill) for _, name, fill in parts]
    figure.update_layout(
        yaxis=value_axis([0.0, *totals.to_list()], ticks), annotations=[_key(key, tokens)]
    )
    return figure


def _stacked(
    months: pl.DataFrame,
    parts: list[Part],
    text: NumberFormat,
    date_format: DateFormat,
    tokens: Tokens,
    height: int,
) -> go.Figure:
    figure = go.Figure(
        layout=base_layout(tokens, height=height, barmode="stack", bargap=BAR_GAP, margin={"t": 50})
    )
    days = months["month"].to_list()
    for column, name, fill in parts:
        values = [float(value) for value in months[column]]
        figure.add_trace(
            go.Bar(
                x=days,
                y=values,
                name=name,
                marker={"color": fill, "line": {"width": 0}},
                text=[text(value) for value in values],
                textposition="none",
                hovertemplate="%{text}",
            )
        )
    figure.update_layout(xaxis=date_axis(days, date_format) | {"hoverformat": "%Y-%m"})
    return figure


def _need(months: pl.DataFrame, labels: NeedLabels, text: NumberFormat, tokens: Tokens) -> Any:
    low, middle, high = (months[f"need_p{p}_cards"].to_list() for p in (10, 50, 90))
    spans = [f"{text(m)} ({text(a)}–{text(b)})" for a, m, b in zip(low, middle, high, strict=True)]
    return go.Scatter(
        x=months["month"].to_list(),
        y=middle,
        mode="lines+markers",
        name=labels.need,
        line={"color": tokens.ink, "width": 1.5, "dash": "dot"},
        marker={"size": 7, "color": tokens.ink},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [b - m for m, b in zip(middle, high, strict=True)],
            "arrayminus": [m - a for a, m in zip(low, middle, strict=True)],
            "color": tokens.ink,
            "thickness": 1.5,
            "width": 4,
        },
        text=spans,
        hovertemplate="%{text}",
    )


def _without_planned(
    months: pl.DataFrame, labels: NeedLabels, text: NumberFormat, tokens: Tokens
) -> Any:
    shown = months.filter(pl.col("planned_cards") > 0)
    left = (shown["need_p50_cards"] - shown["planned_cards"]).clip(lower_bound=0).to_list()
    return go.Scatter(
        x=shown["month"].to_list(),
        y=left,
        mode="markers",
        name=labels.unplanned,
        marker={
            "symbol": "diamond-open",
            "size": 9,
            "color": tokens.warning,
            "line": {"width": 2, "color": tokens.warning},
        },
        text=[text(value) for value in left],
        hovertemplate="%{text}",
    )


def _key(words: list[tuple[str, str, str]], tokens: Tokens) -> dict[str, Any]:
    """What the colours mean, above the drawing."""
    spans = [f"<span style='color:{colour}'>{mark}</span> {word}" for mark, word, colour in words]
    # A telephone has no room for more on a line.
    lines = (spans[:A_LINE], spans[A_LINE:])
    text = "<br>".join("&nbsp;&nbsp; ".join(line) for line in lines if line)
    return note(text, tokens, x=0, y=1) | {"yanchor": "bottom", "yshift": 6, "align": "left"}
