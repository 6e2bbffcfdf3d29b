"""What marks and colours mean, above a drawing, in two lines: it fits a telephone."""

from collections.abc import Sequence
from typing import Any

from dashboard.charts.style import FONT_STACK, LABEL_PX, Tokens

KEY_PX = 56
_GAP = "&nbsp;&nbsp;&nbsp;"


def key_in_two_lines(words: Sequence[tuple[str, str]], tokens: Tokens) -> dict[str, Any]:
    """A layout's title from words with their mark, and the colour of each; needs KEY_PX on top."""
    marked = [f"<span style='color:{colour}'>{word}</span>" for word, colour in words]
    half = -(-len(marked) // 2)
    lines = [_GAP.join(part) for part in (marked[:half], marked[half:]) if part]
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 18, "l": 8},
        "font": {"family": FONT_STACK, "size": LABEL_PX, "color": tokens.grey},
    }
