"""The figures behind the Overview: behind one button, as the screen must fit without scrolling."""

import streamlit as st

from dashboard.components import link_to, link_to_source, table
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.slices import Slice

TALL_TABLE_PX, FEW_ROWS = 220, 5
_AHEAD = ("period_start", "p10", "p50", "p90", "observed_part", "budget_cny", "over_budget_ratio")


def show(shown: Slice) -> None:
    """Weeks behind the tiles' lines, months ahead behind the fan; read when it is opened."""
    label, icon = t("common.behind.title"), ":material/table_rows:"
    box = st.popover(label, key="behind_overview", type="tertiary", icon=icon, on_change="rerun")
    if not box.open:
        return
    with box:
        weeks = read("overview_course", pools=shown.pools)
        ahead = read("overview_forecast", target="cost", series=shown.series)
        months = ahead.filter(grain="month").select(_AHEAD)
        for frame, name in ((weeks, "overview_weeks"), (months, "overview_ahead")):
            height = TALL_TABLE_PX if frame.height > FEW_ROWS else None
            table(frame, name, shown.provenance, height=height)
        link_to("explorer", t("overview.figures.explorer"))
        link_to_source(t("common.behind.trace"), "core_usage_hourly", shown.one_pool)
