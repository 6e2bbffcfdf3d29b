"""How wide a text is shown, without a browser to ask: for what has to fit a place."""

import re
from unicodedata import east_asian_width

_TAGS = re.compile(r"<[^>]*>")
_EMPHASIS = re.compile(r"[*\\]")
_LETTER_EM = 0.58  # a Latin letter of our fonts, rather too wide than too narrow


def in_letters(text: str) -> int:
    """In Latin letters, Markdown's emphasis apart: a Chinese character is as wide as two."""
    shown = _EMPHASIS.sub("", text)
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in shown)


def shortened(text: str, letters: int) -> str:
    """A text that is no wider than so many Latin letters, with a sign where it was cut."""
    if in_letters(text) <= letters:
        return text
    while in_letters(text) >= letters:
        text = text[:-1]
    return f"{text.rstrip()}…"


def in_px(text: str, font_px: int) -> int:
    """In pixels; of several lines (`<br>`) the widest."""
    lines = (_TAGS.sub("", line) for line in text.split("<br>"))
    return round(max(in_letters(line) for line in lines) * font_px * _LETTER_EM)
