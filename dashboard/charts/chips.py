"""Chips side by side: what a useful PFLOP-hour costs, and from which efficiency one pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, even_ticks, value_axis
from dashboard.charts.style import (
    LIGHT,
    Tokens,
    base_layout,
    direct_label,
    on_paper,
    reference_line,
)
from dashboard.charts.two_lines import KEY_PX, key_in_two_lines

BAR_PX = 30
POINTS, LEAST_RATIO = 81, 0.2
ROOM = 1.18  # for the figures at the bars' ends


@dataclass(frozen=True, slots=True)
class ChipBar:
    """One chip: its name, what a useful PFLOP-hour costs, origin, and whether only quoted."""

    chip: str
    cny: float
    is_domestic: bool
    is_quote: bool


@dataclass(frozen=True, slots=True)
class RankingLabels:
    """Words above the bars."""

    domestic: str
    imported: str
    quote: str


def ranking_chart(
    bars: Sequence[ChipBar],
    *,
    labels: RankingLabels,
    value_format: NumberFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Horizontal bars, the cheapest on top; a price that is only quoted is hatched."""
    height = KEY_PX + BAR_PX * max(len(bars), 1) + 16
    figure = go.Figure(layout=base_layout(tokens, height=height, bargap=0.34))
    colours = [tokens.accent if bar.is_domestic else tokens.accent_mid for bar in bars]
    figure.add_trace(
        go.Bar(
            y=[bar.chip for bar in bars],
            x=[bar.cny for bar in bars],
            orientation="h",
            marker={
                "color": colours,
                "line": {"width": 1, "color": colours},
                "pattern": {
                    "shape": ["/" if bar.is_quote else "" for bar in bars],
                    "fgcolor": tokens.card,
                    "size": 6,
                },
            },
            text=[value_format(bar.cny) for bar in bars],
            textposition="outside",
            textfont={"color": tokens.ink},
            cliponaxis=False,
            hovertemplate="%{y} %{text}<extra></extra>",
        )
    )
    most = max((bar.cny for bar in bars), default=1.0)
    figure.update_layout(
        hovermode="closest",
        xaxis={"visible": False, "range": [0, most * ROOM]},
        yaxis={"autorange": "reversed", "showgrid": False, "type": "category"},
        margin={"t": KEY_PX, "b": 4},
        title=_key(labels, tokens),
    )
    return figure


def _key(labels: RankingLabels, tokens: Tokens) -> dict[str, Any]:
    words = (
        (f"■ {labels.domestic}", tokens.accent),
        (f"■ {labels.imported}", tokens.accent_mid),
        (f"▨ {labels.quote}", tokens.grey),
    )
    return key_in_two_lines(words, tokens)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Both chips by efficiency: `domestic_at_full` yuan a useful hour at efficiency 1."""

    imported_cny: float
    domestic_at_full_cny: float
    present_ratio: float
    switch_ratio: float


@dataclass(frozen=True, slots=True)
class CrossingLabels:
    """Words at the lines and marks."""

    imported: str
    domestic: str
    present: str
    switch: str


def crossing_chart(
    crossing: Crossing,
    *,
    labels: CrossingLabels,
    value_format: NumberFormat,
    ratio_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """The domestic chip's cost falls with its efficiency, the imported one's stays."""
    step = (1 - LEAST_RATIO) / (POINTS - 1)
    ratios = [LEAST_RATIO + step * n for n in range(POINTS)]
    falling = [crossing.domestic_at_full_cny / ratio for ratio in ratios]
    level = [crossing.imported_cny] * POINTS
    figure = go.Figure(layout=base_layout(tokens, height=height))
    for values, name, colour in (
        (level, labels.imported, tokens.accent_mid),
        (falling, labels.domestic, tokens.accent),
    ):
        figure.add_trace(
            go.Scatter(
                x=ratios,
                y=values,
                mode="lines",
                line={"color": colour, "width": 2.2},
                text=[value_format(value) for value in values],
                hovertemplate=f"{name} %{{text}}<extra></extra>",
            )
        )
    present = crossing.domestic_at_full_cny / crossing.present_ratio
    figure.add_trace(_dot(crossing.present_ratio, present, tokens.ink))
    is_reached = LEAST_RATIO <= crossing.switch_ratio <= 1
    if is_reached:
        figure.add_trace(_dot(crossing.switch_ratio, crossing.imported_cny, tokens.warning))
    positions, texts = even_ticks(ratio_format)(LEAST_RATIO, 1.0)
    figure.update_layout(
        xaxis={"range": [LEAST_RATIO, 1.02], "tickvals": positions, "ticktext": texts}
        | {"hoverformat": ".0%"},
        yaxis=value_axis([0.0, *falling, *level], ticks),
        margin={"t": 26, "r": 20},
        shapes=[reference_line(crossing.switch_ratio, tokens.warning)] if is_reached else [],
        annotations=_names(crossing, present, labels, tokens, is_reached=is_reached),
    )
    return figure


def _dot(ratio: float, cny: float, colour: str) -> Any:
    return go.Scatter(
        x=[ratio],
        y=[cny],
        mode="markers",
        marker={"size": 10, "color": colour},
        hoverinfo="skip",
    )


def _names(
    crossing: Crossing,
    present: float,
    labels: CrossingLabels,
    tokens: Tokens,
    *,
    is_reached: bool,
) -> list[dict[str, Any]]:
    """Lines are named at their left ends, where they lie furthest apart."""
    level = crossing.imported_cny
    start = crossing.domestic_at_full_cny / (LEAST_RATIO + 0.06)
    names = [
        direct_label(labels.imported, LEAST_RATIO, level, tokens.accent_mid, anchor="left"),
        direct_label(labels.domestic, LEAST_RATIO + 0.07, start, tokens.accent, anchor="left"),
        direct_label(labels.present, crossing.present_ratio, present, tokens.ink),
    ]
    if is_reached:
        below = direct_label(labels.switch, crossing.switch_ratio, 0.0, tokens.warning)
        side = {"xanchor": "right" if crossing.switch_ratio > 0.5 else "left"}
        names.append(on_paper(below | side | {"yshift": 8}, tokens))
    return [on_paper(name, tokens) for name in names]
