"""Text from data inside Streamlit's Markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Text as it is: a pool named `*H20*` or `:red[x]` must not turn into formatting."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))
