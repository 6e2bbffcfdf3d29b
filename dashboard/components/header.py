"""The head of every screen: what it is, over what, in which units, as of when."""

import streamlit as st

from dashboard import formats
from dashboard.components.cards import note
from dashboard.components.filter_bar import filter_bar, not_applied, scope_words
from dashboard.components.filter_units import say_units
from dashboard.components.guidance import how_to_read
from dashboard.components.language import language_menu
from dashboard.components.search import search_box
from dashboard.components.unknown_values import keep_place
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.showing import in_unit
from dashboard.slices import Slice

_SHORT_ID = 15  # the second of its publication; the whole id stands in the tooltip and in exports


def screen_header(title_key: str, *, scope: str | None = None) -> None:
    """Title, and in grey: scope, currency shown, tax basis, hour basis, data until, snapshot.

    `title_key` is `<screen>.title`; how to read the screen stands behind a button beside it.
    `scope` is a pool's name (already safe Markdown), None for all pools. A badge shows as long
    as any loaded file is part of the generated sample.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        st.title(t(title_key), anchor=False, width="content")
        if current() is None:
            st.space("stretch")
        else:
            _state(scope)
        how_to_read(title_key.removesuffix(".title"))
        search_box()
        language_menu()
    keep_place()
    if current():
        say_units()
    unused = not_applied(title_key.removesuffix(".title")) if current() else []
    if unused:
        note(t("filters.not_applied", names=t("filters.and").join(unused)))


def header_of_pools(title_key: str) -> Slice:
    """The head of a screen on one pool, some or all, and the filters below it: what they choose."""
    header = st.container()
    shown = filter_bar(title_key.removesuffix(".title"))
    with header:
        screen_header(title_key, scope=scope_words(shown))
    return shown


def _all_pools(count: int) -> str:
    return t("common.header.all_pools", count=count) if count else t("common.header.no_pools")


def _state(scope: str | None) -> None:
    view = current()
    if view is None:
        return
    facts = read("header").row(0, named=True)
    tax_basis = facts["tax_basis"] or view.settings.tax_basis
    hours = facts["hours_per_month"] or view.settings.hours_per_month
    parts = [
        scope or _all_pools(facts["pool_count"]),
        in_unit(t(f"common.header.tax_{tax_basis}")),
        t("common.header.hours", hours=formats.number(hours)),
        t("common.header.data_until", day=formats.day(facts["data_until"])),
        t("common.header.snapshot", snapshot_id=view.snapshot_id[:_SHORT_ID]),
    ]
    if facts["synthetic"]:
        st.badge(
            t("common.header.synthetic"), color="orange", help=t("common.header.synthetic_help")
        )
    st.caption(" · ".join(parts), help=view.snapshot_id)
