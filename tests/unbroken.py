"""Texts as screens write them: a line may break before 万, 兆 and 元, but not behind a number."""

import re

_JOINER = "\u2060"
_PLACES = re.compile(r"(?<=\d)(?=[万亿億兆元])|(?<=\d[万億兆])(?=元)")


def unbroken(text: str) -> str:
    """The text with the joiners that keep a number and its unit in one line."""
    return _PLACES.sub(_JOINER, text)
