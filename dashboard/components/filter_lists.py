"""The lists of the filter bar behind one button, and the marks of what is set."""

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components.filter_units import ask_currency, ask_tax_basis
from dashboard.components.filters import asked_values, kept_values, put_values
from dashboard.components.markdown import plain
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import current, read
from dashboard.slices import POOL_DIMENSIONS, USE_DIMENSIONS, Chosen, fitting, known, options
from data.tables.teams import UNASSIGNED

_SHOWN_VALUES = 2  # of one filter's mark; more of them are counted
_CODED = ("origin", "compute", "team", "workload")
COLUMNS = {"pool": "pool_id", "workload": "workload_class", "compute": "compute_class"}


def known_pools() -> pl.DataFrame:
    """Every pool and what filters know it by, the dearest first: filter_pools.sql."""
    return read("filter_pools", **classes_set())


def classes_set() -> dict[str, tuple[str, ...]]:
    """$named and $classes of a statement: what the setting compute_class says, by its names."""
    view = current()
    chosen = view.settings.compute_class if view else {}
    return {"named": tuple(chosen), "classes": tuple(chosen.values())}


def decide(pools: pl.DataFrame, dimensions: Sequence[str]) -> dict[str, list[str]]:
    """What the address asks for, else what was kept; kept ones that contradict it do not count."""
    values = {name: _values(pools, name) for name in dimensions}
    asked = {name: asked_values(name, values[name]) for name in dimensions}
    kept = {name: asked[name] or kept_values(name, values[name]) for name in dimensions}
    return asked if fitting(pools, kept) == () and fitting(pools, asked) != () else kept


def write(pools: pl.DataFrame, chosen: Chosen) -> None:
    """Put what is chosen into the address, and keep it for the other screens.

    Values that nothing has leave the address, and the reader is told.
    """
    for name, found in chosen.items():
        shown = ", ".join(value_words(name, value) for value in found) or t("filters.everything")
        unknown = unknown_values(name, _values(pools, name))
        tell_unknown(name, unknown, dimension_words(name), shown)
        if found:
            put_values(name, found)
        else:
            st.query_params.pop(name, None)


def show_lists(
    pools: pl.DataFrame, dimensions: Sequence[str], chosen: Chosen, *, with_currency: bool
) -> None:
    """One list for each dimension, its options those that the others leave; currency and tax."""
    count = sum(1 for name in dimensions if chosen.get(name))
    label = t("filters.several", count=count) if count else t("filters.none")
    with st.popover(label, key="filters", icon=":material/filter_list:"):
        for name in dimensions:
            key, found = _widget_key(name, chosen[name]), _options(pools, chosen, name)
            st.multiselect(
                dimension_words(name),
                found,
                key=key,
                disabled=not found,
                help=None if found or name != "team" else t("filters.no_teams"),
                format_func=partial(value_words, name),
                placeholder=t("filters.everything"),
                select_all=False,
                on_change=_write_list,
                args=(name, key),
            )
        if with_currency:
            ask_currency()
        if current() is not None:
            ask_tax_basis()


def show_marks(chosen: Chosen) -> None:
    """What is set, each with a press to take it back, and one for all of them."""
    present = {name: values for name, values in chosen.items() if values}
    for name, values in present.items():
        st.button(
            mark_words(name, values),
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


def dimension_words(name: str) -> str:
    """What a filter is called."""
    return t(f"explorer.dimension.{name}")


def value_words(dimension: str, value: str) -> str:
    """What a value of a filter is called."""
    if dimension == "pool":
        return formats.long_pool(value)
    coded = f"words.{COLUMNS.get(dimension, dimension)}.{value}"
    return t(coded) if dimension in _CODED and coded in load_catalogue() else value


def mark_words(name: str, values: Sequence[str]) -> str:
    """A filter and what it is set to, as safe Markdown."""
    short = formats.short_pool if name == "pool" else None
    if len(values) > _SHOWN_VALUES:
        return t("filters.mark", name=dimension_words(name), values=len(values))
    shown = ", ".join(plain(short(v) if short else value_words(name, v)) for v in values)
    return t("filters.mark", name=dimension_words(name), values=shown)


def _values(pools: pl.DataFrame, name: str) -> set[str]:
    return known(pools, name) if name in POOL_DIMENSIONS else set(_of_use(name))


def _options(pools: pl.DataFrame, chosen: Chosen, name: str) -> list[str]:
    return _of_use(name) if name in USE_DIMENSIONS else options(pools, chosen, name)


def _of_use(name: str) -> list[str]:
    """Teams, projects or kinds of work, what used most first; none where nobody has a team."""
    found: list[str] = read(f"filter_{name}s")[COLUMNS.get(name, name)].to_list()
    return [] if found == [UNASSIGNED] and name == "team" else found


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


def _write_list(name: str, key: str) -> None:
    put_values(name, st.session_state[key])


def _clear(names: Sequence[str]) -> None:
    for name in names:
        put_values(name, ())
