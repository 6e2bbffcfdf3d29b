"""Overview: one screen without scrolling that says where cost stands, goes, and what to decide.

Without any price it speaks of card-hours instead, and says what to load to see yuan.
"""

import streamlit as st

from dashboard.components import filter_bar, nothing_fits, scope_words, screen_header
from dashboard.reading import read
from dashboard.screens import (
    overview_cards,
    overview_change,
    overview_elsewhere,
    overview_figures,
    overview_outlook,
    overview_tiles,
)


def render() -> None:
    """Five tiles, the outlook, the decision; the dearest pools, what changed, what to look at."""
    header = st.container()
    shown = filter_bar("overview", beside=overview_figures.show)
    with header:
        screen_header("overview.title", scope=scope_words(shown))
    if shown.pools == ():
        nothing_fits()
        return
    facts = read("overview_tiles", pools=shown.pools).row(0, named=True)
    facts |= {"pools": shown.pools, "series": shown.series}
    if facts["last_day"] is None and not (besides := overview_elsewhere.known()).is_empty():
        left, right = st.columns((1.75, 1), gap="small")
        with left:
            overview_elsewhere.show(besides)
        with right:
            overview_cards.show_findings(shown)
        return
    has_cost: bool = facts["has_cost"]
    overview_tiles.show(facts, has_cost=has_cost)
    left, right = st.columns((1.75, 1), gap="small")
    with left:
        overview_outlook.show("cost" if has_cost else "usage", shown)
    with right:
        overview_cards.show_decision(shown, has_cost=has_cost)
    change = overview_change.last_change(shown.pools) if has_cost else None
    left, *middle, right = st.columns((0.95, 0.8, 1.4) if change else 2, gap="small")
    with left:
        overview_cards.show_pools(shown, has_cost=has_cost)
    if change:
        with middle[0]:
            overview_change.show_change(change)
    with right:
        overview_cards.show_findings(shown)
