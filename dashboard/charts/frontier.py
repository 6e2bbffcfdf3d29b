"""The frontier: expected cost against spend that nobody would use, over the one knob."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import NumberFormat, TickMaker
from dashboard.charts.style import LIGHT, TEXT_PX, Tokens, base_layout, direct_label, note, on_paper

ROOM = 0.14  # of the span, around the points: their names stand there
LEAST_ROOM = 0.002  # of the largest value, where all points lie together
NAME_WIDE, NAME_TALL = 0.24, 0.09  # of an axis: names nearer than this would cover each other


@dataclass(frozen=True, slots=True)
class FrontierLabels:
    """Words written on the chart; the axes' names carry their unit."""

    stranded: str
    cost: str
    present: str


def frontier_chart(
    points: pl.DataFrame,
    *,
    present: float | None,
    chosen: float | None,
    labels: FrontierLabels,
    share_format: NumberFormat,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 280,
) -> go.Figure:
    """A line through the knob's positions; the present one filled, the chosen one ringed.

    Neither axis begins at zero: what differs is small beside what is spent.

    Args:
        points: `evidence_share`, `stranded_cny`, `cost_cny`; ascending by share.
        present: the share at which the advice was computed.
        chosen: the share that the reader looks at.
        labels: the words, in the reader's language.
        share_format: text of a share.
        value_format: text of an amount.
        ticks: positions and texts of both axes.
        tokens: colours.
        height: pixels.
    """
    across = [float(value) for value in points["stranded_cny"]]
    up = [float(value) for value in points["cost_cny"]]
    shares = points["evidence_share"].to_list()
    figure = go.Figure(layout=base_layout(tokens, height=height, hovermode="closest"))
    figure.add_trace(_line(across, up, shares, labels, share_format, value_format, tokens))
    for share, look in ((present, _filled(tokens)), (chosen, _ringed(tokens))):
        if share in shares:
            figure.add_trace(_point(across, up, shares.index(share), look))
    figure.update_layout(
        xaxis=_axis(across, ticks)
        | {"showgrid": True, "gridcolor": tokens.hairline}
        | {"title": {"text": f"{labels.stranded} →", "standoff": 4}},
        yaxis=_axis(up, ticks),
        margin={"t": 30, "b": 30},
        annotations=[
            note(f"↑ {labels.cost}", tokens, x=0, y=1) | {"yanchor": "bottom", "yshift": 6},
            *_names(across, up, shares, present, labels, share_format, tokens),
        ],
    )
    return figure


def _filled(tokens: Tokens) -> dict[str, Any]:
    return {"size": 11, "color": tokens.accent}


def _ringed(tokens: Tokens) -> dict[str, Any]:
    ring = {"width": 2.5, "color": tokens.warning}
    return {"size": 19, "symbol": "circle-open", "color": tokens.warning, "line": ring}


def _line(
    across: list[float],
    up: list[float],
    shares: list[float],
    labels: FrontierLabels,
    share: NumberFormat,
    text: NumberFormat,
    tokens: Tokens,
) -> Any:
    return go.Scatter(
        x=across,
        y=up,
        mode="lines+markers",
        line={"color": tokens.accent_mid, "width": 2},
        marker={"size": 8, "color": tokens.accent_mid},
        customdata=[
            f"λ {share(s)}<br>{labels.cost}: {text(y)}<br>{labels.stranded}: {text(x)}"
            for s, x, y in zip(shares, across, up, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _point(across: list[float], up: list[float], place: int, look: dict[str, Any]) -> Any:
    return go.Scatter(
        x=[across[place]], y=[up[place]], mode="markers", marker=look, hoverinfo="skip"
    )


def _axis(values: list[float], ticks: TickMaker) -> dict[str, Any]:
    low, high = _range(values)
    positions, texts = ticks(low, high)
    return {"range": [low, high], "tickvals": [*positions], "ticktext": [*texts]}


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = max((high - low) * ROOM, abs(high) * LEAST_ROOM, 1.0)
    return low - room, high + room


def _names(
    across: list[float],
    up: list[float],
    shares: list[float],
    present: float | None,
    labels: FrontierLabels,
    share_format: NumberFormat,
    tokens: Tokens,
) -> list[dict[str, Any]]:
    """The share beside each point, the present one's in bold; points that meet are named once."""
    (left, right), (low, high) = _range(across), _range(up)
    wide, tall = NAME_WIDE * (right - left), NAME_TALL * (high - low)
    order = sorted(range(len(shares)), key=lambda n: shares[n] != present)
    named: list[int] = []
    for n in order:
        near = (abs(across[n] - across[m]) < wide and abs(up[n] - up[m]) < tall for m in named)
        if not any(near):
            named.append(n)
    notes = []
    for n in named:
        text, colour = f"λ {share_format(shares[n])}", tokens.grey
        if shares[n] == present:
            text, colour = f"<b>{labels.present}, {text}</b>", tokens.accent
        label = direct_label(text, across[n], up[n], colour)
        font = label["font"] | {"size": TEXT_PX}
        notes.append(on_paper(label | {"yshift": 8, "font": font}, tokens))
    return notes
