"""Showing a Plotly figure, and the tokens of the reader's theme."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.charts.style import CONFIG, Tokens, tokens_for

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def chart(figure: "Figure", *, key: str, alt: str) -> None:
    """Show a finished figure; `alt` says in words what it shows, for those who cannot see it."""
    st.plotly_chart(figure, key=key, alt=alt, theme=None, config=CONFIG)


def pressed_bar(figure: "Figure", *, key: str, alt: str) -> int | None:
    """Show a figure whose bars can be pressed; the number of the one that was, from 0.

    Give it another `key` once that has been acted on, or it counts as pressed again.
    """
    points = _pressed(figure, key, alt)
    return int(points[0]["point_index"]) if points else None


def pressed_cell(figure: "Figure", *, key: str, alt: str) -> tuple[int, int] | None:
    """As pressed_bar, of a heat map: row and column of the cell that was pressed, from 0."""
    points = _pressed(figure, key, alt)
    return (int(points[0]["y"]), int(points[0]["x"])) if points else None


def _pressed(figure: "Figure", key: str, alt: str) -> list[dict[str, Any]]:
    event: Any = st.plotly_chart(
        figure,
        key=key,
        alt=alt,
        theme=None,
        config=CONFIG,
        on_select="rerun",
        selection_mode="points",
    )
    points: list[dict[str, Any]] = event["selection"]["points"]
    return points


def tokens() -> Tokens:
    """Colours for figures, after the theme that the reader's browser shows."""
    return tokens_for(st.context.theme.type)
