"""Where the ticks go. Plotly in Streamlit does not localise, so texts are made beforehand."""

import math
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

NumberFormat = Callable[[float], str]
DateFormat = Callable[[date], str]
TickMaker = Callable[[float, float], tuple[Sequence[float], Sequence[str]]]
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
HEADROOM = 0.03  # a line must not run along the upper edge of the drawing


def value_axis(values: Sequence[float], ticks: TickMaker) -> dict[str, Any]:
    """Range, tick values and tick texts of an axis that holds all `values`.

    It starts at zero unless the values keep to the upper half: then it would only show that the
    number is large.
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    if 0 <= low < high / 2:
        low = 0.0
    if high <= low:
        low, high = (0.0, high) if high > 0 else (low, low + 1.0)
    positions, texts = ticks(low, high)
    room = (high - low) * HEADROOM
    return {
        "range": [min(low - room if low else 0.0, positions[0]), max(high + room, positions[-1])],
        "tickvals": list(positions),
        "ticktext": list(texts),
    }


def even_ticks(text: NumberFormat, count: int = 5, *, whole: bool = False) -> TickMaker:
    """A tick maker that puts about `count` round positions and writes each with `text`.

    `whole`: only whole numbers, for things that are counted.
    """

    def ticks(low: float, high: float) -> tuple[list[float], list[str]]:
        step = _nice_step(max((high - low) / count, sys.float_info.min))
        if whole:
            step = float(math.ceil(step))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        positions = [round(step * index, 9) for index in range(first, last + 1)]
        return positions, [text(position) for position in positions]

    return ticks


def _nice_step(raw: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(raw))
    return next(step for step in STEPS if step * magnitude >= raw * (1 - 1e-9)) * magnitude


def date_axis(days: Sequence[date], text: DateFormat, count: int = 6) -> dict[str, Any]:
    """At most `count` ticks on days that occur, the first of a month where months are enough."""
    if not days:
        return {}
    ordered = sorted(set(days))
    months = [day for day in ordered if day.day == 1]
    candidates = months if len(months) >= 3 else ordered
    stride = math.ceil(len(candidates) / count)
    chosen = candidates[::stride]
    return {
        "type": "date",
        "tickvals": [day.isoformat() for day in chosen],
        "ticktext": [two_lines(text(day)) for day in chosen],
    }


def two_lines(text: str) -> str:
    """`Oct 2026` and `2026年10月` over two lines: six of them fit a telephone side by side."""
    return text.replace("年", "年<br>", 1) if "年" in text else text.replace(" ", "<br>", 1)


def thinned(
    positions: Sequence[float], texts: Sequence[str], most: int = 4
) -> tuple[Sequence[float], Sequence[str]]:
    """Every second tick where there are more than `most`, and zero among them: for amounts."""
    if len(positions) <= most:
        return positions, texts
    first = next((at for at, position in enumerate(positions) if position == 0), 0) % 2
    return positions[first::2], texts[first::2]
