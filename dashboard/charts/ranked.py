"""Values side by side: lying bars for things, standing ones for periods, the last one lighter."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, two_lines, value_axis
from dashboard.charts.style import LIGHT, Tokens, base_layout

BAR_PX, LEAST_PX = 26, 120
TEXT_ROOM_PX = 60  # right of the longest bar, for its value
MOST_TEXTS, MOST_TICKS = 14, 6  # more of them would touch each other
READABLE_PX = 10  # of a text on a bar: where there is less room, as on a telephone, it is left out


def ranked_chart(
    names: Sequence[str],
    values: Sequence[float],
    *,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Things, the first on top, each with its value written beside its bar."""
    axis = value_axis([0.0, *values], ticks)
    figure = go.Figure(
        go.Bar(
            y=list(names),
            x=list(values),
            orientation="h",
            marker={"color": tokens.accent, "line": {"width": 0}},
            text=[value_format(value) for value in values],
            textposition="outside",
            textfont={"color": tokens.ink},
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        ),
        layout=base_layout(tokens, height=LEAST_PX + BAR_PX * len(names), hovermode="closest"),
    )
    return figure.update_layout(
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False},
        xaxis={**axis, "showgrid": True},
        margin={"r": TEXT_ROOM_PX},
    )


def periods_chart(
    names: Sequence[str],
    values: Sequence[float | None],
    *,
    value_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 300,
) -> go.Figure:
    """Periods from left to right; a missing value leaves its place empty."""
    known = [value for value in values if value is not None]
    texts = ["" if value is None else value_format(value) for value in values]
    figure = go.Figure(
        go.Bar(
            x=list(names),
            y=list(values),
            marker={"color": tokens.accent, "line": {"width": 0}},
            text=texts if len(names) <= MOST_TEXTS else None,
            customdata=texts,
            textposition="outside",
            textfont={"color": tokens.ink},
            cliponaxis=False,
            hovertemplate="%{x}: %{customdata}<extra></extra>",
        ),
        layout=base_layout(tokens, height=height, hovermode="closest"),
    )
    every = -(-len(names) // MOST_TICKS) or 1
    told = list(names)[::-1][::every]  # the last period has its name
    return figure.update_layout(
        xaxis={"type": "category", "tickvals": told, "ticktext": [two_lines(one) for one in told]},
        yaxis=value_axis([0.0, *known], ticks),
        uniformtext={"minsize": READABLE_PX, "mode": "hide"},
    )
