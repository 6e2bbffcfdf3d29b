"""Shares of a whole: one bar for each, the parts named above in the order they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label

BAR_PX, HEAD_PX, A_LINE = 44, 48, 2
ROOM = 0.06  # of the width: a figure needs that much


@dataclass(frozen=True, slots=True)
class Share:
    """One part of all bars: its name, and a share per bar."""

    name: str
    shares: Sequence[float]


def shares_chart(
    bars: Sequence[str],
    parts: Sequence[Share],
    *,
    share_format: NumberFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Stacked horizontal bars, the first on top; up to four parts, the first in the accent.

    Args:
        bars: names of the bars.
        parts: shares of 1, one value per bar.
        share_format: text of a share.
        tokens: colours.
    """
    height = HEAD_PX + BAR_PX * max(len(bars), 1)
    figure = go.Figure(layout=base_layout(tokens, height=height, barmode="stack", bargap=0.28))
    looks = _looks(tokens)
    for part, (fill, ink) in zip(parts, looks, strict=False):
        figure.add_trace(
            go.Bar(
                y=[*bars],
                x=[*part.shares],
                orientation="h",
                name=part.name,
                marker={"color": fill, "line": {"width": 1, "color": tokens.card}},
                text=[share_format(share) if share >= ROOM else "" for share in part.shares],
                textposition="inside",
                insidetextanchor="middle",
                constraintext="none",
                textangle=0,
                textfont={"color": ink},
                customdata=[share_format(share) for share in part.shares],
                hovertemplate=f"{part.name} %{{customdata}}<extra></extra>",
            )
        )
    figure.update_layout(
        hovermode="closest",
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"autorange": "reversed", "showgrid": False},
        margin={"t": HEAD_PX, "b": 4},
        annotations=[_names(parts, tokens)],
    )
    return figure


def _looks(tokens: Tokens) -> list[tuple[str, str]]:
    """Fill and ink of each part; they differ in lightness too."""
    return [
        (tokens.accent, tokens.card),
        (tokens.accent_mid, tokens.ink),
        (tokens.accent_soft, tokens.ink),
        (tokens.neutral_soft, tokens.ink),
    ]


def _names(parts: Sequence[Share], tokens: Tokens) -> dict[str, Any]:
    """The parts' names above the bars, in their order."""
    spans = [
        f"<span style='color:{fill}'>■</span> {part.name}"
        for part, (fill, _) in zip(parts, _looks(tokens), strict=False)
    ]
    # A telephone has no room for more on a line.
    lines = (spans[:A_LINE], spans[A_LINE:])
    text = "<br>".join("&nbsp;&nbsp; ".join(line) for line in lines if line)
    label = direct_label(text, 0, 1, tokens.grey, anchor="left")
    return label | {"xref": "paper", "yref": "paper", "align": "left"}
