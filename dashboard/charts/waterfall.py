"""From one amount to another in steps that add up: two bars from zero, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat, TickMaker, thinned
from dashboard.charts.style import LIGHT, Tokens, base_layout

BAR_WIDTH = 0.62
MOST_TICKS = 2  # names and amounts leave no room for more on a telephone; every bar has its own
TEXT_ROOM_PX = 72  # right of the furthest bar, for its amount


@dataclass(frozen=True)
class Step:
    """One part, and by how much it moves the amount."""

    name: str
    amount: float


def waterfall_chart(
    before: Step,
    steps: Sequence[Step],
    after: Step,
    *,
    value_format: NumberFormat,
    signed_format: NumberFormat,
    ticks: TickMaker,
    tokens: Tokens = LIGHT,
    height: int = 320,
) -> go.Figure:
    """Bars from top to bottom; every bar bears its own text, so colour says nothing alone.

    Lying, so that names and amounts are readable on a telephone. Drawn as bars with a base: a
    waterfall trace prints 0 at its totals and has green and red of its own. The axis may begin
    above zero where the steps are small beside the totals.
    """
    reached = _levels(before, steps)
    floor, high = axis_floor(before, steps), max(*reached, 0.0)
    moved = [signed_format(step.amount) for step in steps]
    texts = [value_format(before.amount), *moved, value_format(after.amount)]
    positions, tick_texts = thinned(*thinned(*ticks(floor, high), MOST_TICKS), MOST_TICKS + 1)
    figure = go.Figure(
        _bars(before, steps, after, floor, texts, tokens),
        layout=base_layout(tokens, height=height, hovermode="closest"),
    )
    figure.update_layout(
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False},
        xaxis={"range": [floor, high if high > floor else floor + 1.0], "showgrid": True}
        | {"tickvals": list(positions), "ticktext": list(tick_texts)},
        margin={"r": TEXT_ROOM_PX},
        shapes=[_level(index, value, tokens) for index, value in enumerate(reached)],
    )
    return figure


def _bars(
    before: Step,
    steps: Sequence[Step],
    after: Step,
    floor: float,
    texts: list[str],
    tokens: Tokens,
) -> Any:
    """The totals from the floor on, each step from the amount below it."""
    colours = [tokens.warning_mid if step.amount > 0 else tokens.accent_mid for step in steps]
    return go.Bar(
        y=[before.name, *(step.name for step in steps), after.name],
        x=[before.amount - floor, *(abs(step.amount) for step in steps), after.amount - floor],
        base=[floor, *(min(pair) for pair in pairwise(_levels(before, steps))), floor],
        orientation="h",
        width=BAR_WIDTH,
        marker={"color": [tokens.accent, *colours, tokens.accent], "line": {"width": 0}},
        text=texts,
        textposition="outside",
        textfont={"color": tokens.ink},
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def axis_floor(before: Step, steps: Sequence[Step]) -> float:
    """Where the axis begins: zero, unless the steps would be slivers on top of two tall bars.

    Whoever shows the chart says so where it is not zero.
    """
    reached = _levels(before, steps)
    low, high = min(reached), max(reached)
    if low <= 0:
        return low
    return 0.0 if high - low > high / 3 else max(0.0, low - (high - low))


def _levels(before: Step, steps: Sequence[Step]) -> list[float]:
    return list(accumulate((step.amount for step in steps), initial=before.amount))


def _level(index: int, value: float, tokens: Tokens) -> dict[str, object]:
    """A hairline from one bar to the next at the amount they share."""
    return {
        "type": "line",
        "y0": index + BAR_WIDTH / 2,
        "y1": index + 1 - BAR_WIDTH / 2,
        "x0": value,
        "x1": value,
        "line": {"color": tokens.grey, "width": 1},
    }
