"""The figures behind a chart: a table that is only made when somebody opens it."""

from collections.abc import Callable, Mapping

import polars as pl
import streamlit as st

from dashboard.components.links import is_page, link_to_source
from dashboard.components.tables import grid, table
from dashboard.i18n import t
from dashboard.reading import current

TALL_TABLE_PX, FEW_ROWS = 280, 7


def figures_behind(
    figures: pl.DataFrame | Callable[[], pl.DataFrame],
    name: str,
    filters: Mapping[str, str | None] | None = None,
    *,
    source: str | None = "core_usage_hourly",
) -> None:
    """An expander below a chart: its figures as a table with downloads, and the way to their rows.

    `figures`: a frame, or what makes it. `name` and `filters` are as of components.table; `source`:
    the core table that they come from, whose rows are traced to their file and lines, those of the
    pool in `filters` only; None where they follow from what was typed in. Without any data the
    table has no downloads, for there is no snapshot to name in them.
    """
    box = st.expander(t("common.behind.title"), key=f"behind_{name}", on_change="rerun")
    if not box.open:
        return
    frame = figures if isinstance(figures, pl.DataFrame) else figures()
    height = TALL_TABLE_PX if frame.height > FEW_ROWS else None
    with box:
        if current() is None:
            grid(frame, name, height=height)
            return
        table(frame, name, filters, height=height)
        if source and is_page("health"):
            link_to_source(t("common.behind.trace"), source, (filters or {}).get("pool"))
