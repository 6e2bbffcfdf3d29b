"""What marks and colours mean, above a drawing, in two lines: it fits a telephone."""

from collections.abc import Sequence

KEY_PX = 48
_GAP = "&nbsp;&nbsp;&nbsp;"


def key_in_two_lines(words: Sequence[tuple[str, str]]) -> str:
    """Text of an annotation from words with their mark, and the colour of each."""
    marked = [f"<span style='color:{colour}'>{word}</span>" for word, colour in words]
    half = -(-len(marked) // 2)
    lines = [_GAP.join(part) for part in (marked[:half], marked[half:]) if part]
    return "<br>".join(lines)
