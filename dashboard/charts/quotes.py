"""Quotes over time with the dated bands they are judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import DateFormat, NumberFormat, TickMaker, two_lines, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label, on_paper
from dashboard.charts.two_lines import KEY_PX, key_in_two_lines

_STRONG = ("A", "B")
MOST_TICKS = 5  # stand side by side on a telephone


@dataclass(frozen=True, slots=True)
class QuoteLabels:
    """Words written above the chart."""

    strong: str
    weak: str
    held: str
    band: str


@dataclass(frozen=True, slots=True)
class DatedBand:
    """From day to day, low to high."""

    first: date
    last: date
    low: float
    high: float


def quotes_chart(
    rows: pl.DataFrame,
    bands: Sequence[DatedBand],
    *,
    labels: QuoteLabels,
    value_format: NumberFormat,
    date_format: DateFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """A mark per quote: filled for grades A and B, open for C and D, a cross where it is held.

    Args:
        rows: `observed_on`, `value`, `grade`, `is_held`, `words` (under the pointer); not empty.
        bands: dated bands in the unit of the values.
        labels: the words, in the reader's language.
        value_format: text of a value.
        date_format: text of a day on the axis.
        ticks: positions and texts of the value axis.
        tokens: colours.
        height: pixels.
    """
    days: list[date] = rows["observed_on"].to_list()
    last = max(days)
    ends = [end for band in bands for end in (band.low, band.high)]
    figure = go.Figure(layout=base_layout(tokens, height=height, hovermode="closest"))
    is_strong, is_held = pl.col("grade").is_in(list(_STRONG)), pl.col("is_held")
    for which, symbol, colour, word in (
        (is_strong & ~is_held, "circle", tokens.accent, labels.strong),
        (~is_strong & ~is_held, "circle-open", tokens.accent, labels.weak),
        (is_held, "x", tokens.warning, labels.held),
    ):
        figure.add_trace(_marks(rows.filter(which), symbol, colour, word))
    figure.update_layout(
        xaxis=_years(min(days), last, date_format),
        yaxis=value_axis([0.0, *rows["value"].to_list(), *ends], ticks),
        margin={"t": KEY_PX},
        shapes=[_shape(band, last, tokens) for band in bands],
        title=_key(labels, tokens, has_band=bool(bands)),
        annotations=_band_ends(bands, last, value_format, tokens),
    )
    return figure


def _marks(rows: pl.DataFrame, symbol: str, colour: str, word: str) -> Any:
    return go.Scatter(
        x=rows["observed_on"].to_list(),
        y=rows["value"].to_list(),
        mode="markers",
        name=word,
        marker={
            "symbol": symbol,
            "size": 9,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        customdata=rows["words"].to_list(),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _years(first: date, last: date, text: DateFormat) -> dict[str, Any]:
    """A tick for every year or half-year between the first and the last quote."""
    halves = [date(y, m, 1) for y in range(first.year, last.year + 2) for m in (1, 7)]
    inside = [day for day in halves if first <= day <= last]
    every = inside if len(inside) <= MOST_TICKS else [day for day in inside if day.month == 1]
    shown = every if len(every) > 1 else [first, last]
    return {
        "type": "date",
        "tickvals": [day.isoformat() for day in shown],
        "ticktext": [two_lines(text(day)) for day in shown],
    }


def _shape(band: DatedBand, last: date, tokens: Tokens) -> dict[str, Any]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": band.first.isoformat(),
        "x1": max(band.first, min(band.last, last)).isoformat(),
        "y0": band.low,
        "y1": band.high,
        "fillcolor": tokens.accent_soft,
        "line": {"width": 0},
    }


def _band_ends(
    bands: Sequence[DatedBand], last: date, text: NumberFormat, tokens: Tokens
) -> list[dict[str, Any]]:
    """The newest band's ends, below it on the left, where fewer quotes lie than beside it."""
    if not bands:
        return []
    band = max(bands, key=lambda one: one.first)
    words = f"{text(band.low)} – {text(band.high)}"
    at = min(band.first, last).isoformat()
    label = direct_label(words, at, band.low, tokens.accent, anchor="right")
    return [on_paper(label | {"yanchor": "top", "yshift": 0, "xshift": -6}, tokens)]


def _key(labels: QuoteLabels, tokens: Tokens, *, has_band: bool) -> dict[str, Any]:
    words = [
        (f"● {labels.strong}", tokens.accent),
        (f"○ {labels.weak}", tokens.accent),
        (f"✕ {labels.held}", tokens.warning),
    ]
    if has_band:
        words.append((f"▮ {labels.band}", tokens.accent_mid))
    return key_in_two_lines(words, tokens)
