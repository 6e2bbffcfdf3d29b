"""Showing a Plotly figure, and the tokens of the reader's theme."""

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.charts.style import CONFIG, Tokens, tokens_for

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def chart(figure: "Figure", *, key: str, alt: str) -> None:
    """Show a finished figure; `alt` says in words what it shows, for those who cannot see it."""
    st.plotly_chart(figure, key=key, alt=alt, theme=None, config=CONFIG)


def tokens() -> Tokens:
    """Colours for figures, after the theme that the reader's browser shows."""
    return tokens_for(st.context.theme.type)
