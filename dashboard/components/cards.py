"""Bordered cards whose title states the finding, and the sentences inside them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

Height = Literal["content", "stretch"] | int


@contextmanager
def card(title: str, subtitle: str = "", *, height: Height = "stretch") -> Iterator[None]:
    """A bordered container; `title` says the finding, `subtitle` its unit and period in grey.

    Both are Markdown: pass names from the data through plain() first.
    """
    with st.container(border=True, height=height):
        grey = f"&ensp;:small[:gray[{subtitle}]]" if subtitle else ""
        st.markdown(f"## {title}{grey}", anchors=False)
        yield


def sentences(texts: Iterable[tuple[str, bool]]) -> None:
    """Findings, one a line: text and whether it warns, marked by shape as well as by colour."""
    with st.container(gap="xsmall"):
        for text, is_warning in texts:
            mark = ":orange[▲]" if is_warning else ":gray[●]"
            st.markdown(f"{mark}&ensp;{text}")


def note(text: str) -> None:
    """A remark in small grey type below what it is about."""
    st.caption(text)
