"""Where a price stands: per row a band, the span of quotes, and a mark for the price itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker
from dashboard.charts.style import LIGHT, Tokens, base_layout, note, on_paper
from dashboard.charts.two_lines import KEY_PX, key_in_two_lines

ROW_PX, EDGE_PX = 46, 92
BAND_WIDTH, SPAN_WIDTH = 0.5, 0.16
LABEL_ROOM_PX = 72  # for the price of the dearest row, beside the drawing


@dataclass(frozen=True, slots=True)
class Range:
    """One price; `band` and `span` are low and high, None where nothing is known."""

    name: str
    price: float
    band: tuple[float, float] | None
    span: tuple[float, float] | None
    is_outside: bool


@dataclass(frozen=True, slots=True)
class RangeLabels:
    """Words written above the chart."""

    band: str
    span: str
    own: str


def ranges_chart(
    rows: Sequence[Range],
    *,
    labels: RangeLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int | None = None,
) -> go.Figure:
    """Horizontal: the wide bar is the band, the thin one the quotes, the diamond the own price.

    Args:
        rows: prices with different names, the first above.
        labels: the words, in the reader's language.
        value_format: text of a price.
        ticks: positions and texts of the price axis.
        tokens: colours.
        height: pixels; by the number of rows unless given.
    """
    ordered = [*reversed(rows)]
    names = [row.name for row in ordered]
    ends = [end for row in ordered for pair in (row.band, row.span) for end in pair or ()]
    high = max([row.price for row in ordered] + ends)
    positions, texts = ticks(0.0, high)
    height = height or ROW_PX * len(ordered) + EDGE_PX
    layout = base_layout(tokens, height=height, hovermode="closest", barmode="overlay")
    figure = go.Figure(layout=layout)
    for kind, width, colour, word in (
        ("band", BAND_WIDTH, tokens.accent_soft, labels.band),
        ("span", SPAN_WIDTH, tokens.accent_mid, labels.span),
    ):
        figure.add_trace(_bars(ordered, kind, width, (colour, word), value_format))
    figure.add_trace(_marks(ordered, labels.own, value_format, tokens))
    figure.update_layout(
        xaxis={
            "range": [0.0, high],
            "tickvals": list(positions),
            "ticktext": list(texts),
            "showgrid": True,
            "gridcolor": tokens.hairline,
        },
        yaxis={"showgrid": False, "tickvals": names, "ticktext": names, "type": "category"},
        margin={"t": KEY_PX, "r": LABEL_ROOM_PX},
        title=_key(labels, tokens),
        annotations=[_price(row, value_format, tokens) for row in ordered],
    )
    return figure


def _bars(
    rows: Sequence[Range], kind: str, width: float, look: tuple[str, str], text: NumberFormat
) -> Any:
    found = [(row.name, getattr(row, kind)) for row in rows if getattr(row, kind) is not None]
    return go.Bar(
        y=[name for name, _ in found],
        x=[max(high - low, high * 0.004) for _, (low, high) in found],
        base=[low for _, (low, _) in found],
        orientation="h",
        width=width,
        marker={"color": look[0], "line": {"width": 0}},
        customdata=[f"{look[1]} {text(low)} – {text(high)}" for _, (low, high) in found],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _marks(rows: Sequence[Range], word: str, text: NumberFormat, tokens: Tokens) -> Any:
    return go.Scatter(
        y=[row.name for row in rows],
        x=[row.price for row in rows],
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": ["diamond" if row.is_outside else "circle" for row in rows],
            "size": 11,
            "color": [tokens.warning if row.is_outside else tokens.accent for row in rows],
            "line": {"color": tokens.card, "width": 1.5},
        },
        customdata=[f"{word} {text(row.price)}" for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _price(row: Range, text: NumberFormat, tokens: Tokens) -> dict[str, Any]:
    colour = tokens.warning if row.is_outside else tokens.accent
    label = note(f"<b>{text(row.price)}</b>", tokens, x=row.price, y=0)
    place = {"xref": "x", "yref": "y", "y": row.name, "xanchor": "left", "yanchor": "middle"}
    return on_paper(
        label | place | {"xshift": 10, "font": label["font"] | {"color": colour}}, tokens
    )


def _key(labels: RangeLabels, tokens: Tokens) -> dict[str, Any]:
    """What band, span and marks mean, above the drawing."""
    words = (
        (f"▬ {labels.band}", tokens.accent_mid),
        (f"─ {labels.span}", tokens.accent_mid),
        (f"● {labels.own}", tokens.accent),
    )
    return key_in_two_lines(words, tokens)
