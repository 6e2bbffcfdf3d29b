"""The figures behind a chart: a table that is only made when somebody opens it."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from dashboard.components.links import is_page, link_to_source
from dashboard.components.tables import table
from dashboard.i18n import t

TALL_TABLE_PX, FEW_ROWS = 280, 7


def figures_behind(
    frame: pl.DataFrame,
    name: str,
    filters: Mapping[str, str | None] | None = None,
    *,
    source: str = "core_usage_hourly",
) -> None:
    """An expander below a chart: its figures as a table with downloads, and the way to their rows.

    `name` and `filters` are as of components.table; `source`: the core table that they come from,
    whose rows are traced to their file and lines, those of the pool in `filters` only.
    """
    box = st.expander(t("common.behind.title"), key=f"behind_{name}", on_change="rerun")
    if not box.open:
        return
    with box:
        table(frame, name, filters, height=TALL_TABLE_PX if frame.height > FEW_ROWS else None)
        if is_page("health"):
            link_to_source(t("common.behind.trace"), source, (filters or {}).get("pool"))
