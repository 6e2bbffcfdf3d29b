"""Buying against renting by the month: what has been paid so far, what servers still fetch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, value_axis
from dashboard.charts.style import (
    LIGHT,
    Tokens,
    base_layout,
    direct_label,
    note,
    on_paper,
    reference_line,
)
from dashboard.charts.two_lines import KEY_PX, key_in_two_lines

Way = Literal["rent", "buy", "lease"]
HEAD_PX = 44
DASHES = (("solid", "━"), ("dash", "╍"), ("dot", "┅"), ("dashdot", "╍┅"))  # and in the key
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Paid:
    """One way's yuan paid up to each month from 0 on, and its name."""

    way: Way
    name: str
    so_far_cny: Sequence[float]


@dataclass(frozen=True, slots=True)
class PaidLabels:
    """Words above the drawing, and at the payback month where there is one."""

    rent: str
    buy: str
    lease: str
    payback: str


def paid_chart(
    ways: Sequence[Paid],
    *,
    payback_month: int | None,
    labels: PaidLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """A line per way; where several ways to buy part at the end, a dot each."""
    figure = go.Figure(layout=base_layout(tokens, height=height))
    looks: dict[Way, dict[str, Any]] = {
        "rent": {"color": tokens.warning, "width": 2.2},
        "buy": {"color": tokens.accent, "width": 2.2},
        "lease": {"color": tokens.grey, "width": 1.6, "dash": "dash"},
    }
    for way in ways:
        months = list(range(len(way.so_far_cny)))
        figure.add_trace(
            go.Scatter(
                x=months,
                y=list(way.so_far_cny),
                mode="lines+markers",
                line=looks[way.way],
                marker={"size": [0] * (len(months) - 1) + [8], "color": looks[way.way]["color"]},
                text=[value_format(value) for value in way.so_far_cny],
                hovertemplate=f"{way.name} %{{text}}<extra></extra>",
            )
        )
    last = max((len(way.so_far_cny) for way in ways), default=1) - 1
    months = list(range(0, last + 1, YEAR_MONTHS))
    figure.update_layout(
        xaxis={"range": [0, last * 1.02], "tickvals": months, "ticktext": [str(m) for m in months]},
        yaxis=value_axis([0.0, *(v for way in ways for v in way.so_far_cny)], ticks),
        margin={"t": HEAD_PX},
        shapes=[reference_line(payback_month, tokens.grey)] if payback_month else [],
        annotations=[
            _legend({way.way for way in ways}, looks, labels, tokens),
            *_payback(payback_month, last, labels, tokens),
        ],
    )
    return figure


def _payback(
    month: int | None, last: int, labels: PaidLabels, tokens: Tokens
) -> list[dict[str, Any]]:
    if not month:
        return []
    side = "right" if month > last / 2 else "left"
    label = note(labels.payback, tokens, x=month, y=0.06, anchor=side)
    shift = {"xref": "x", "yanchor": "bottom", "xshift": -4 if side == "right" else 4}
    return [on_paper(label | shift, tokens)]


def _legend(
    shown: set[Way], looks: dict[Way, dict[str, Any]], labels: PaidLabels, tokens: Tokens
) -> dict[str, Any]:
    names: dict[Way, str] = {"rent": labels.rent, "buy": labels.buy, "lease": labels.lease}
    spans = [
        f"<span style='color:{looks[way]['color']}'>{'┅' if way == 'lease' else '━'} {name}</span>"
        for way, name in names.items()
        if way in shown
    ]
    label = direct_label("&nbsp;&nbsp; ".join(spans), 0, 1, tokens.grey, anchor="left")
    return label | {"xref": "paper", "yref": "paper"}


@dataclass(frozen=True, slots=True)
class Residual:
    """A curve's name and its points: months, share of the price when new."""

    name: str
    points: Sequence[tuple[int, float]]


def residual_chart(
    curves: Sequence[Residual],
    *,
    sold_after_months: int,
    ratio_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 290,
) -> go.Figure:
    """What a server still sells for; the month in which it is sold is marked."""
    figure = go.Figure(layout=base_layout(tokens, height=height))
    words = []
    for place, curve in enumerate(curves):
        months = [month for month, _ in curve.points]
        shares = [share for _, share in curve.points]
        colour = tokens.accent if place % 2 == 0 else tokens.warning
        dash, mark = DASHES[place % len(DASHES)]
        figure.add_trace(
            go.Scatter(
                x=months,
                y=shares,
                mode="lines+markers",
                line={"color": colour, "width": 2, "dash": dash},
                text=[ratio_format(share) for share in shares],
                hovertemplate=f"{curve.name} %{{text}}<extra></extra>",
            )
        )
        words.append((f"{mark} {curve.name}", colour))
    last = max((month for curve in curves for month, _ in curve.points), default=1)
    months = list(range(0, last + 1, YEAR_MONTHS))
    figure.update_layout(
        xaxis={"range": [0, last * 1.02], "tickvals": months, "ticktext": [str(m) for m in months]},
        yaxis=value_axis([0.0, 1.0], ticks),
        title=key_in_two_lines(words, tokens),  # the curves lie too close to be named on them
        margin={"t": KEY_PX},
        shapes=[reference_line(sold_after_months, tokens.grey)],
    )
    return figure
