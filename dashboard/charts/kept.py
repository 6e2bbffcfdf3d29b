"""Forecasts once made against what came: a bar from P10 to P90, a mark where it ended up."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import NumberFormat, TickMaker, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout, direct_label

BAR_PX = 14
LEAST_PLACES = 8  # a single bar must not fill the drawing


@dataclass(frozen=True, slots=True)
class KeptLabels:
    """Words written on the chart."""

    band: str
    hit: str
    miss: str


def kept_chart(
    rows: pl.DataFrame,
    *,
    labels: KeptLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 240,
) -> go.Figure:
    """One bar per forecast, oldest left; a dot within it was right, a diamond outside was wrong.

    Args:
        rows: `period` (text, unique), `p10`, `p50`, `p90`, `actual`, `is_hit`; in order of time.
        labels: the words, in the reader's language.
        value_format: text of a value, shown under the pointer.
        ticks: positions and texts of the value axis.
        tokens: colours.
        height: pixels.
    """
    values = [*rows["p10"], *rows["p90"], *rows["actual"]]
    figure = go.Figure(layout=base_layout(tokens, height=height, hovermode="closest"))
    figure.add_traces([_bars(rows, value_format, tokens), _medians(rows, tokens)])
    for is_hit, name in ((True, labels.hit), (False, labels.miss)):
        figure.add_trace(_marks(rows, name, value_format, tokens, is_hit=is_hit))
    figure.update_layout(
        xaxis={
            "type": "category",
            "tickvals": [*_some(rows["period"].to_list())],
            "range": [-0.5, max(rows.height, LEAST_PLACES) - 0.5],
        },
        yaxis=value_axis(values, ticks),
        margin={"t": 30},
        annotations=_names(rows, labels, tokens),
    )
    return figure


def _bars(rows: pl.DataFrame, text: NumberFormat, tokens: Tokens) -> Any:
    spans = [high - low for low, high in rows.select("p10", "p90").iter_rows()]
    return go.Bar(
        x=rows["period"].to_list(),
        y=spans,
        base=rows["p10"].to_list(),
        width=0.5,
        marker={"color": tokens.accent_soft, "line": {"width": 0}},
        text=[f"{text(low)} – {text(high)}" for low, high in rows.select("p10", "p90").iter_rows()],
        textposition="none",
        hovertemplate="P10–P90 %{text}<extra></extra>",
    )


def _medians(rows: pl.DataFrame, tokens: Tokens) -> Any:
    return go.Scatter(
        x=rows["period"].to_list(),
        y=rows["p50"].to_list(),
        mode="markers",
        marker={
            "symbol": "line-ew",
            "size": BAR_PX,
            "line": {"color": tokens.accent_mid, "width": 2},
        },
        hovertemplate="P50<extra></extra>",
    )


def _marks(
    rows: pl.DataFrame, name: str, text: NumberFormat, tokens: Tokens, *, is_hit: bool
) -> Any:
    shown = rows.filter(pl.col("is_hit") == is_hit)
    return go.Scatter(
        x=shown["period"].to_list(),
        y=shown["actual"].to_list(),
        mode="markers",
        marker={
            "symbol": "circle" if is_hit else "diamond-open",
            "size": 9 if is_hit else 11,
            "color": tokens.accent if is_hit else tokens.warning,
            "line": {"width": 0 if is_hit else 2, "color": tokens.warning},
        },
        text=[text(value) for value in shown["actual"]],
        hovertemplate=f"{name} %{{text}}<extra></extra>",
    )


def _names(rows: pl.DataFrame, labels: KeptLabels, tokens: Tokens) -> list[Any]:
    """What the marks mean, above the drawing: shape and colour beside the word."""
    words = [(f"▮ {labels.band}", tokens.accent_mid)]
    if rows["is_hit"].any():
        words.append((f"● {labels.hit}", tokens.accent))
    if not rows["is_hit"].all():
        words.append((f"◇ {labels.miss}", tokens.warning))
    text = "&nbsp;&nbsp;&nbsp;".join(
        f"<span style='color:{colour}'>{word}</span>" for word, colour in words
    )
    label = direct_label(text, 0, 1, tokens.grey, anchor="left")
    return [label | {"xref": "paper", "yref": "paper"}]


def _some(periods: list[str], count: int = 8) -> list[str]:
    return periods[:: max(1, -(-len(periods) // count))]
