"""A heat map in one hue: dark is much. What is not known stays empty."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat
from dashboard.charts.style import FONT_STACK, LIGHT, Tokens, base_layout

ROW_PX, AROUND_PX = 26, 92
SCALE_STEP = 0.1  # of utilisation: both ends of the scale are round
Cells = Sequence[Sequence[float | None]]


def heat_map_chart(
    cells: Cells,
    *,
    rows: Sequence[str],
    columns: Sequence[tuple[int, str]],
    texts: Sequence[Sequence[str]],
    value_format: NumberFormat,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Shares by row and column.

    Args:
        cells: one list per row, the first on top; None where nothing is known.
        rows: what the rows are called.
        columns: number of a column, from 0, and what is written below it.
        texts: what stands under the pointer, one per cell.
        value_format: text of a share, at the scale.
        tokens: colours.
    """
    low, high = scale_of(cells)
    middle = (low + high) / 2
    figure = go.Figure(
        go.Heatmap(
            z=[list(row) for row in cells],
            hoverinfo="skip",
            zmin=low,
            zmax=high,
            xgap=1,
            ygap=1,
            colorscale=one_hue(tokens),
            colorbar=_scale([low, middle, high], value_format, tokens),
        ),
        layout=base_layout(tokens, height=AROUND_PX + ROW_PX * len(rows), hovermode="closest"),
    )
    figure.add_trace(_handles(cells, texts))
    return figure.update_layout(
        xaxis={
            "tickvals": [number for number, _ in columns],
            "ticktext": [text for _, text in columns],
            "range": [-0.5, max(map(len, cells)) - 0.5],
            "showline": False,
        },
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": list(rows),
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
        },
    )


def _handles(cells: Cells, texts: Sequence[Sequence[str]]) -> go.Scatter:
    """A mark on each known cell that cannot be seen: cells of a heat map cannot be pressed."""
    known = [
        (column, row, texts[row][column])
        for row, values in enumerate(cells)
        for column, value in enumerate(values)
        if value is not None
    ]
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[column for column, _, _ in known],
        y=[row for _, row, _ in known],
        text=[text for _, _, text in known],
        mode="markers",
        marker={"symbol": "square", "size": ROW_PX - 2, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        hovertemplate="%{text}<extra></extra>",
    )


def scale_of(cells: Cells) -> tuple[float, float]:
    """Round ends around what is known."""
    known = [value for row in cells for value in row if value is not None]
    if not known:
        return 0.0, 1.0
    low = math.floor(min(known) / SCALE_STEP + 1e-9) * SCALE_STEP
    high = math.ceil(max(known) / SCALE_STEP - 1e-9) * SCALE_STEP
    return round(low, 9), round(max(high, low + SCALE_STEP), 9)


def one_hue(tokens: Tokens) -> list[list[Any]]:
    """From the softest to the full accent; it gets darker on white, and lighter on black."""
    return [[0.0, tokens.accent_soft], [0.5, tokens.accent_mid], [1.0, tokens.accent]]


def _scale(positions: Sequence[float], text: NumberFormat, tokens: Tokens) -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": 1.02,
        "yanchor": "bottom",
        "len": 0.35,
        "lenmode": "fraction",
        "thickness": 8,
        "outlinewidth": 0,
        "ticks": "",
        "tickvals": list(positions),
        "ticktext": [text(position) for position in positions],
        "tickfont": {"family": FONT_STACK, "size": 12, "color": tokens.grey},
    }
