"""Rows behind a card: folded away until somebody asks for them."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import table
from dashboard.i18n import t

FEW_ROWS, TALL_TABLE_PX = 9, 340


def rows_of(frame: pl.DataFrame, name: str, filters: Mapping[str, str | None]) -> None:
    """The table with its downloads, below a line that says how many rows there are."""
    if frame.is_empty():
        return
    with st.expander(t("commitments.rows", count=formats.number(frame.height))):
        table(frame, name, filters, height=TALL_TABLE_PX if frame.height > FEW_ROWS else None)
