"""Text from data inside Streamlit's Markdown."""

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Text as it is: a pool named `*H20*` or `:red[x]` must not turn into formatting."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def matrix(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A small table: names in the first column, figures to the right in the others."""
    sides = [":--", *["--:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, sides, *rows))


def flagged(text: str, *, is_warning: bool) -> str:
    """A figure of a table, marked where it is a warning."""
    return f":orange[▲ {text}]" if is_warning else text
