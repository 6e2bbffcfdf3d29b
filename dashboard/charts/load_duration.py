"""The load-duration curve: for how many hours how many cards were wanted, and who served them."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import NumberFormat, even_ticks, value_axis
from dashboard.charts.style import (
    LIGHT,
    Tokens,
    base_layout,
    direct_label,
    on_paper,
    reference_line,
)
from dashboard.charts.thin import thin_sorted

MAX_POINTS = 300  # a sorted curve has no peaks to lose
LAYERS = ("contract_cards", "package_cards", "on_demand_cards")
TEXT_WIDTH = 0.22  # share of the drawing's width that a layer's name takes
HEADROOM = 1.12  # a name above the highest edge keeps below the break-even's at the head
SMALLEST_LABELLED = 0.1  # of the highest load; a thinner layer has no room for its name


@dataclass(frozen=True, slots=True)
class LoadLabels:
    """Words written into the areas, and at the line of the break-even."""

    contract: str
    package: str
    on_demand: str
    break_even: str


def load_duration_chart(
    hours: pl.DataFrame,
    *,
    labels: LoadLabels,
    value_format: NumberFormat,
    ratio_format: NumberFormat,
    break_even_ratio: float | None = None,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Hours of the window from the busiest to the quietest, split by who serves the cards.

    Args:
        hours: one row per hour; `contract_cards`, `package_cards`, `on_demand_cards` add up to
            the cards in use in that hour. Order does not matter.
        labels: the words, in the reader's language.
        value_format: text of a number of cards.
        ratio_format: text of a share of the hours.
        break_even_ratio: share of hours from which on a unit pays; drawn where below one.
        tokens: colours.
        height: pixels.
    """
    curve = thin_sorted(_sorted_layers(hours), MAX_POINTS)
    figure = go.Figure(layout=base_layout(tokens, height=height))
    for trace in _areas(curve, labels, value_format, tokens):
        figure.add_trace(trace)
    top = float(curve[LAYERS[-1]].max() or 1.0)  # type: ignore[arg-type]
    drawn = break_even_ratio if break_even_ratio is not None and break_even_ratio <= 1 else None
    positions, texts = even_ticks(ratio_format)(0.0, 1.0)
    figure.update_layout(
        xaxis={
            "range": [0, 1],
            "tickvals": positions,
            "ticktext": texts,
            "hoverformat": ".0%",
        },
        yaxis=value_axis([0.0, top * HEADROOM], even_ticks(value_format)),
        margin={"t": 28, "r": 20},
        annotations=_annotations(curve, labels, drawn, top, tokens),
        shapes=[reference_line(drawn, tokens.ink, dash="dash")] if drawn is not None else [],
    )
    return figure


def load_curve(hours: pl.DataFrame) -> pl.DataFrame:
    """What is drawn: over `hours_ratio`, the cards of each layer, between its edge and the next."""
    curve = thin_sorted(_sorted_layers(hours), MAX_POINTS)
    between = zip(LAYERS[1:], LAYERS, strict=False)
    return curve.select(
        pl.col("share_ratio").alias("hours_ratio"),
        LAYERS[0],
        *(pl.col(upper) - pl.col(lower) for upper, lower in between),
    )


def _sorted_layers(hours: pl.DataFrame) -> pl.DataFrame:
    """Heights of the layers' upper edges, each sorted by itself, over the share of hours.

    Sorting each edge alone keeps every area exact (hours are only reordered) and the edges stay
    in order, because one lies above the other in every single hour.
    """
    heights, height = [], pl.lit(0.0)
    for layer in LAYERS:
        height = height + pl.col(layer).cast(pl.Float64)
        heights.append(height.sort(descending=True).alias(layer))
    share = (pl.int_range(pl.len()) + 1) / pl.len()
    return hours.select(share.alias("share_ratio"), *heights)


def _areas(
    curve: pl.DataFrame, labels: LoadLabels, text: NumberFormat, tokens: Tokens
) -> list[Any]:
    shares = curve["share_ratio"].to_list()
    fills = (tokens.neutral_soft, tokens.accent_mid, tokens.warning_soft)
    edges = (tokens.grey, tokens.accent, tokens.warning)
    names = (labels.contract, labels.package, labels.on_demand)
    areas: list[Any] = []
    below = [0.0] * len(shares)
    for layer, name, fill, edge in zip(LAYERS, names, fills, edges, strict=True):
        heights = curve[layer].to_list()
        areas.append(
            go.Scatter(
                x=shares,
                y=heights,
                mode="lines",
                line={"color": edge, "width": 1, "shape": "hv"},
                fill="tozeroy" if not areas else "tonexty",
                fillcolor=fill,
                name=name,
                text=[text(high - low) for high, low in zip(heights, below, strict=True)],
                hovertemplate="%{text}",
            )
        )
        below = heights
    return areas


def _annotations(
    curve: pl.DataFrame,
    labels: LoadLabels,
    break_even_ratio: float | None,
    top: float,
    tokens: Tokens,
) -> list[dict[str, Any]]:
    notes = []
    below = pl.Series([0.0] * curve.height)
    for layer, name in zip(LAYERS[:2], (labels.contract, labels.package), strict=True):
        place = _room(curve[layer] - below)
        if place is not None and (curve[layer] - below)[place] >= top * SMALLEST_LABELLED:
            middle = (curve[layer][place] + below[place]) / 2
            start = max(0.0, curve["share_ratio"][place] - TEXT_WIDTH)
            label = direct_label(name, start + 0.02, middle, tokens.ink, anchor="left")
            notes.append(label | {"yanchor": "middle", "yshift": 0})
        below = curve[layer]
    notes += _on_demand_note(curve, below, labels.on_demand, tokens)
    if break_even_ratio is not None:
        label = direct_label(labels.break_even, break_even_ratio, 1.0, tokens.ink)
        side = "right" if break_even_ratio > 0.5 else "left"
        notes.append(label | {"yref": "paper", "yshift": 2, "xanchor": side})
    return notes


def _on_demand_note(
    curve: pl.DataFrame, below: pl.Series, name: str, tokens: Tokens
) -> list[dict[str, Any]]:
    """The uppermost layer often tapers to nothing: its name stands above the edge."""
    total = curve[LAYERS[-1]]
    if float((total - below).sum()) <= 0:
        return []
    place = int(curve.height * 0.1)
    share = curve["share_ratio"][place]
    label = direct_label(name, share, total[place], tokens.warning, anchor="left")
    return [on_paper(label, tokens)]


def _room(thickness: pl.Series) -> int | None:
    """Where the text of a layer may end: edges fall to the right, so there it has least room."""
    if thickness.is_empty():
        return None
    first = min(thickness.len() - 1, int(thickness.len() * TEXT_WIDTH))
    return first + int(thickness[first:].arg_max() or 0)
