"""One row of filters for all screens: days, and which pools and projects, narrowed by each other.

Every filter lies in the address under its own key, several values as several `key=`. What the
address says wins over what was chosen on another screen, which is kept for the next one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Literal

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components.cards import card
from dashboard.components.filters import asked_values, kept_values, put_values, segments
from dashboard.components.markdown import plain
from dashboard.components.view_menu import save_view_menu
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.slices import POOL_DIMENSIONS, Slice, fitting, known, options

Dimension = Literal["period", "provider", "region", "chip", "origin", "pool", "project"]
SPANS = ("28", "90", "365", "all", "own")  # days back from the last
DAYS, FIRST, LAST = "days", "from", "to"
_NEXT = "_narrow_next"
_SHOWN_VALUES = 2  # of one filter's mark; more of them are counted
_ALL_POOLS: tuple[Dimension, ...] = ("provider", "region", "chip", "origin", "pool")
Chosen = dict[str, list[str]]


def filter_bar(*dimensions: Dimension, screen: str, default_days: str = "90") -> Slice:
    """Show the filters of these dimensions, and return what they choose.

    Without dimensions it is all that pools are known by. screen: whose views can be saved.
    """
    for key, values in st.session_state.pop(_NEXT, {}).items():
        put_values(key, values)
    wanted = dimensions or _ALL_POOLS
    lists = [name for name in wanted if name != "period"]
    pools = read("filter_pools")
    chosen = _chosen(pools, lists)
    first, last = None, None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_bar"):
        if "period" in wanted:
            first, last = _period(default_days)
        _popover(pools, lists, chosen)
        _marks(chosen)
        save_view_menu(screen)
    return Slice(
        pools=fitting(pools, chosen),
        first=first,
        last=last,
        projects=tuple(chosen["project"]) if chosen.get("project") else None,
        chosen=tuple((name, tuple(values)) for name, values in chosen.items() if values),
    )


def scope_words(shown: Slice) -> str | None:
    """Which pools, for a screen's head, as safe Markdown; None for all."""
    if shown.pools is None:
        return None
    if shown.one_pool:
        return plain(formats.short_pool(shown.one_pool))
    return t("filters.pools", count=formats.number(len(shown.pools)))


def nothing_fits() -> None:
    """What a screen shows where its filters leave nothing."""
    with card(t("filters.nothing.title"), height="content"):
        st.markdown(t("filters.nothing.why"))


def narrow_next(**values: Sequence[str]) -> None:
    """Choose values by their keys in the address, from the next rerun on.

    Written there at its beginning: what a rerun that ends early writes might not arrive.
    """
    st.session_state[_NEXT] = values


def own_days(first: date, last: date) -> dict[str, list[str]]:
    """What the address says of days of the reader's own."""
    return {DAYS: ["own"], FIRST: [first.isoformat()], LAST: [last.isoformat()]}


def dimension_words(name: str) -> str:
    """What a filter is called."""
    return t(f"explorer.dimension.{name}")


def value_words(dimension: str, value: str) -> str:
    """What a value of a filter is called."""
    if dimension == "pool":
        return formats.long_pool(value)
    if dimension == "origin":
        return t(f"explorer.origin.{value}")
    return value


def _chosen(pools: pl.DataFrame, dimensions: Sequence[str]) -> Chosen:
    """What the address asks for, else what was kept; kept ones that contradict it do not count."""
    values = {name: _values(pools, name) for name in dimensions}
    asked = {name: asked_values(name, values[name]) for name in dimensions}
    kept = {name: asked[name] or kept_values(name, values[name]) for name in dimensions}
    chosen = asked if fitting(pools, kept) == () and fitting(pools, asked) != () else kept
    for name, found in chosen.items():
        if found:
            put_values(name, found)
        else:
            st.query_params.pop(name, None)
    return chosen


def _values(pools: pl.DataFrame, name: str) -> set[str]:
    return (
        known(pools, name) if name in POOL_DIMENSIONS else set(read("filter_projects")["project"])
    )


def _period(default_days: str) -> tuple[date | None, date | None]:
    span = read("filter_span").row(0, named=True)
    if span["last"] is None:
        return None, None
    own = [name for name in (FIRST, LAST) if _day(st.query_params.get(name))]
    if own and DAYS not in st.query_params:
        st.query_params[DAYS] = "own"
    days = segments(t("filters.period"), SPANS, key=DAYS, default=default_days, words=_span_words)
    if days == "own":
        return _own_days(span)
    for name in (FIRST, LAST):
        st.query_params.pop(name, None)
    if days == "all":
        return span["first"], span["last"]
    return max(span["first"], span["last"] - timedelta(days=int(days) - 1)), span["last"]


def _span_words(days: str) -> str:
    return t("filters.days", days=days) if days.isdigit() else t(f"filters.{days}")


def _own_days(span: Mapping[str, date]) -> tuple[date, date]:
    """Two days of the reader's own, within those of the data."""
    back = max(span["first"], span["last"] - timedelta(days=89))
    found = []
    for name, default in ((FIRST, back), (LAST, span["last"])):
        asked = _day(st.query_params.get(name)) or _day(st.session_state.get(f"_kept_{name}"))
        day = min(max(asked or default, span["first"]), span["last"])
        put_values(name, [day.isoformat()])
        st.session_state[f"bar_{name}"] = day
        with st.container(width=150):
            st.date_input(
                t(f"filters.{name}"),
                min_value=span["first"],
                max_value=span["last"],
                key=f"bar_{name}",
                format="YYYY-MM-DD",
                on_change=_write_day,
                args=(name,),
            )
        found.append(day)
    return min(found), max(found)


def _day(text: str | Sequence[str] | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text if isinstance(text, str) else text[0])
    except ValueError:
        return None


def _write_day(name: str) -> None:
    day = st.session_state[f"bar_{name}"]
    put_values(name, [day.isoformat()] if day else [])


def _popover(pools: pl.DataFrame, dimensions: Sequence[str], chosen: Chosen) -> None:
    if not dimensions:
        return
    count = sum(1 for values in chosen.values() if values)
    label = t("filters.several", count=count) if count else t("filters.none")
    with st.popover(label, key="filters", icon=":material/filter_list:"):
        for name in dimensions:
            key = _widget_key(name, chosen[name])
            st.multiselect(
                dimension_words(name),
                options(pools, chosen, name) if name in POOL_DIMENSIONS else _projects(),
                key=key,
                format_func=partial(value_words, name),
                placeholder=t("filters.everything"),
                select_all=False,
                on_change=_write_list,
                args=(name, key),
            )


def _widget_key(name: str, values: Sequence[str]) -> str:
    """The key of a list that shows `values`: another one where these were not chosen in it.

    What lies in a closed popover does not hear of new values: at the next press the browser would
    send the old ones, as if its reader had just chosen them.
    """
    counted = f"_bar_{name}"
    number = st.session_state.setdefault(counted, 0)
    if st.session_state.get(f"bar_{name}_{number}", values) != values:
        number = st.session_state[counted] = number + 1
    key = f"bar_{name}_{number}"
    st.session_state.setdefault(key, list(values))
    return key


def _projects() -> list[str]:
    projects: list[str] = read("filter_projects")["project"].to_list()
    return projects


def _write_list(name: str, key: str) -> None:
    put_values(name, st.session_state[key])


def _marks(chosen: Chosen) -> None:
    """What is set, each with a press to take it back, and one for all of them."""
    present = {name: values for name, values in chosen.items() if values}
    for name, values in present.items():
        st.button(
            _mark_words(name, values),
            key=f"drop_{name}",
            icon=":material/close:",
            icon_position="right",
            help=t("filters.drop"),
            on_click=put_values,
            args=(name, ()),
        )
    if present:
        st.button(
            t("filters.clear"),
            key="clear_filters",
            type="tertiary",
            on_click=_clear,
            args=(tuple(present),),
        )


def _mark_words(name: str, values: Sequence[str]) -> str:
    short = formats.short_pool if name == "pool" else None
    if len(values) > _SHOWN_VALUES:
        return t("filters.mark", name=dimension_words(name), values=len(values))
    shown = ", ".join(plain(short(v) if short else value_words(name, v)) for v in values)
    return t("filters.mark", name=dimension_words(name), values=shown)


def _clear(names: Sequence[str]) -> None:
    for name in names:
        put_values(name, ())
