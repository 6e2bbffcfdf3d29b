"""Cost by number of units: what is paid as rent, and what remains on pay-as-you-go."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.axes import NumberFormat, TickMaker, even_ticks, value_axis
from dashboard.charts.style import (
    LIGHT,
    Tokens,
    base_layout,
    direct_label,
    note,
    on_paper,
)
from dashboard.charts.thin import thin_sorted

MAX_BARS = 120


@dataclass(frozen=True, slots=True)
class CostLabels:
    """Words written on the chart; `best` carries the number of units and the cost."""

    fee: str
    on_demand: str
    best: str


def cost_by_units_chart(
    costs: pl.DataFrame,
    *,
    best_units: int,
    labels: CostLabels,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Fees and the pay-as-you-go that remains, stacked over the number of units; lowest marked.

    Args:
        costs: `units`, `fee_cny`, `on_demand_cost_cny`, `cost_cny`; ascending by units.
        best_units: the cheapest number of units, which is marked.
        labels: the words, in the reader's language.
        value_format: text of an amount.
        ticks: positions and texts of the value axis.
        tokens: colours.
        height: pixels.
    """
    best = costs.filter(pl.col("units") == best_units)
    shown = pl.concat([thin_sorted(costs, MAX_BARS), best]).unique("units").sort("units")
    figure = go.Figure(layout=base_layout(tokens, height=height, barmode="stack", bargap=0.06))
    figure.add_traces(_stacked_bars(shown, labels, value_format, tokens))
    figure.add_traces(_best_dot(best, tokens))
    totals = [float(cost) for cost in shown["cost_cny"].to_list()]
    last_unit = float(shown["units"].to_list()[-1]) if shown.height else 1.0
    positions, texts = even_ticks(lambda units: f"{units:.0f}", 8, whole=True)(0.0, last_unit or 1)
    figure.update_layout(
        xaxis={"tickvals": positions, "ticktext": texts},
        yaxis=value_axis([0.0, *totals], ticks),
        margin={"t": 34},
        annotations=_cost_notes(shown, best, labels, tokens),
    )
    return figure


def _stacked_bars(
    costs: pl.DataFrame, labels: CostLabels, text: NumberFormat, tokens: Tokens
) -> list[Any]:
    parts = (
        ("fee_cny", labels.fee, tokens.accent),
        ("on_demand_cost_cny", labels.on_demand, tokens.warning_mid),
    )
    return [
        go.Bar(
            x=costs["units"].to_list(),
            y=[float(amount) for amount in costs[column].to_list()],
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            text=[text(float(amount)) for amount in costs[column].to_list()],
            textposition="none",
            hovertemplate="%{text}",
        )
        for column, name, colour in parts
    ]


def _best_dot(best: pl.DataFrame, tokens: Tokens) -> list[Any]:
    return [
        go.Scatter(
            x=[row["units"]],
            y=[float(row["cost_cny"])],
            mode="markers",
            marker={"size": 11, "color": tokens.ink, "line": {"color": tokens.card, "width": 2}},
            hoverinfo="skip",
            name="best",
        )
        for row in best.iter_rows(named=True)
    ]


def _cost_notes(
    shown: pl.DataFrame, best: pl.DataFrame, labels: CostLabels, tokens: Tokens
) -> list[dict[str, Any]]:
    if shown.is_empty():
        return []
    key = " &nbsp; ".join(
        f'<span style="color:{colour}">■</span> {name}'
        for name, colour in ((labels.on_demand, tokens.warning_mid), (labels.fee, tokens.accent))
    )
    # Above the drawing: inside it, either end may be full of bars.
    notes = [note(key, tokens, x=0, y=1) | {"yanchor": "bottom", "yshift": 6}]
    for row in best.iter_rows(named=True):
        cost = float(row["cost_cny"])
        label = direct_label(f"<b>{labels.best}</b>", row["units"], cost, tokens.ink)
        late = row["units"] > shown["units"].to_list()[-1] * 0.5
        place = {"yshift": 9, "xanchor": "right" if late else "left"}
        notes.append(on_paper(label | place, tokens))
    return notes
