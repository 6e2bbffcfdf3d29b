"""Names at the right ends of lines, none over another."""

from collections.abc import Iterable
from typing import Any

from dashboard.charts.style import direct_label

LEAST_GAP = 0.09  # of the axis: less, and two names lie over each other


def end_labels(
    ends: Iterable[tuple[float, str, str]], axis: tuple[float, float]
) -> list[dict[str, Any]]:
    """One label per line, moved up where the one below is too close.

    Args:
        ends: a line's last value, its words and its colour.
        axis: least and largest value drawn.
    """
    room = (axis[1] - axis[0]) * LEAST_GAP
    labels, lowest = [], float("-inf")
    for value, words, colour in sorted(ends):
        lowest = max(value, lowest + room)
        label = direct_label(words, 1.0, lowest, colour, anchor="left")
        labels.append(label | {"xref": "paper", "yanchor": "middle", "yshift": 0, "xshift": 6})
    return labels
