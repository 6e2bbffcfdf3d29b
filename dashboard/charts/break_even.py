"""From which use on a rented unit costs less than pay-as-you-go."""

from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, even_ticks, value_axis
from dashboard.charts.break_even_labels import BreakEvenFacts, BreakEvenLabels, annotations
from dashboard.charts.style import LIGHT, Tokens, base_layout, reference_line

__all__ = ["BreakEvenFacts", "BreakEvenLabels", "break_even_chart"]

POINTS = 101
HEADROOM = 1.2  # room for the labels above the highest line
WIDEST_RATIO = 2.0  # a break-even beyond twice the hours of a month is said, not drawn


def break_even_chart(
    facts: BreakEvenFacts,
    *,
    labels: BreakEvenLabels,
    value_format: NumberFormat,
    ratio_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """Cost of one unit and month over its use: pay-as-you-go rises, the rent stays.

    The break-even is a dot with its percentage; where it lies beyond full use, the axis goes on
    to it over a shaded part that no month has hours for.
    """
    end = _end_of_axis(facts)
    top = max(facts.full_use_cost_cny * end, facts.rent_cny, *_band_rents(facts))
    figure = go.Figure(layout=base_layout(tokens, height=height))
    figure.add_traces(_band_area(facts, end, tokens))
    figure.add_traces(_lines(facts, end, labels, value_format, tokens))
    figure.add_traces(_dots(facts, end, tokens))
    positions, texts = even_ticks(ratio_format)(0.0, end)
    figure.update_layout(
        xaxis={
            "range": [0, end],
            "tickvals": positions,
            "ticktext": texts,
            "hoverformat": ".0%",
        },
        yaxis=value_axis([0.0, top * HEADROOM], ticks),
        margin={"t": 30, "r": 20},
        annotations=annotations(facts, end, labels, tokens),
        shapes=_shapes(facts, end, tokens),
    )
    return figure


def _end_of_axis(facts: BreakEvenFacts) -> float:
    return max(1.0, facts.break_even_ratio * 1.1) if facts.break_even_ratio <= WIDEST_RATIO else 1.0


def _band_rents(facts: BreakEvenFacts) -> list[float]:
    return [rent for rent, _ in facts.band or ()]


def _band_area(facts: BreakEvenFacts, end: float, tokens: Tokens) -> list[Any]:
    line = {"color": tokens.hairline, "width": 1}
    fill: dict[str, Any] = {"fill": "tonexty", "fillcolor": tokens.neutral_soft}
    return [
        go.Scatter(
            x=[0, end],
            y=[rent, rent],
            mode="lines",
            line=line,
            hoverinfo="skip",
            name=f"band {index}",
            **(fill if index else {}),
        )
        for index, rent in enumerate(_band_rents(facts))
    ]


def _lines(
    facts: BreakEvenFacts,
    end: float,
    labels: BreakEvenLabels,
    value_format: NumberFormat,
    tokens: Tokens,
) -> list[Any]:
    """Pay-as-you-go and rent, with enough points for the pointer to find a text everywhere."""
    uses = [end * index / (POINTS - 1) for index in range(POINTS)]
    rising = [facts.full_use_cost_cny * use for use in uses]
    level = [facts.rent_cny] * POINTS
    return [
        go.Scatter(
            x=uses,
            y=costs,
            mode="lines",
            line={"color": colour, "width": 2.2},
            name=name,
            text=[value_format(cost) for cost in costs],
            hovertemplate="%{text}",
        )
        for costs, name, colour in (
            (rising, labels.pay_as_you_go, tokens.warning),
            (level, labels.rent, tokens.accent),
        )
    ]


def _dots(facts: BreakEvenFacts, end: float, tokens: Tokens) -> list[Any]:
    """Hollow dots where the band's edges break even, a full one for the rent asked about."""
    edges = [(ratio, rent) for rent, ratio in facts.band or () if ratio <= end]
    dots = []
    if edges:
        dots.append(
            go.Scatter(
                x=[ratio for ratio, _ in edges],
                y=[rent for _, rent in edges],
                mode="markers",
                marker={
                    "size": 7,
                    "color": tokens.card,
                    "line": {"color": tokens.grey, "width": 1.5},
                },
                hoverinfo="skip",
                name="band break-even",
            )
        )
    if facts.break_even_ratio <= end:
        dots.append(
            go.Scatter(
                x=[facts.break_even_ratio],
                y=[facts.rent_cny],
                mode="markers",
                marker={
                    "size": 12,
                    "color": tokens.accent,
                    "line": {"color": tokens.card, "width": 2},
                },
                hoverinfo="skip",
                name="break-even",
            )
        )
    return dots


def _shapes(facts: BreakEvenFacts, end: float, tokens: Tokens) -> list[dict[str, Any]]:
    shapes = []
    if end > 1:
        shapes.append(
            {
                "type": "rect",
                "x0": 1,
                "x1": end,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "fillcolor": tokens.warning_soft,
                "line": {"width": 0},
                "layer": "below",
            }
        )
    if facts.present_ratio is not None:
        shapes.append(reference_line(facts.present_ratio, tokens.ink, dash="dash"))
    return shapes
