"""One row of filters for all screens: days, and which pools and projects, narrowed by each other.

Which filters a screen has stands in its line of the menu (dashboard/screens/__init__.py). Every
filter lies in the address under its own key, several values as several `key=`. What the address
says wins over what was chosen on another screen, which is kept for the next one; the head says
which kept filter does not count on a screen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components.cards import card, note
from dashboard.components.filter_days import DAYS, ask_period
from dashboard.components.filter_lists import (
    decide,
    dimension_words,
    known_pools,
    show_lists,
    show_marks,
    write,
)
from dashboard.components.filter_units import CURRENCY, HOURS
from dashboard.components.filters import POOL, choose, is_set, pool_filter, put_values
from dashboard.components.markdown import plain
from dashboard.components.view_menu import view_menu
from dashboard.i18n import t
from dashboard.slices import POOL_DIMENSIONS, USE_DIMENSIONS, Dimension, Slice, fitting

_NEXT = "_narrow_next"
_DAYS_BACK = "90"


def filter_bar(
    screen: str,
    *,
    default_days: str = _DAYS_BACK,
    beside: Callable[[Slice], None] | None = None,
) -> Slice:
    """Show the filters of a screen, and return what they choose; its views can be saved.

    beside: shows more in the same row, of what was chosen.
    """
    _take_next()
    wanted = filters_of(screen)
    lists = [name for name in wanted if name in POOL_DIMENSIONS + USE_DIMENSIONS]
    pools = known_pools()
    chosen = decide(pools, lists)
    write(pools, chosen)
    first, last = None, None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_bar"):
        if "period" in wanted:
            first, last = ask_period(default_days)
        show_lists(pools, lists, chosen, with_currency="currency" in wanted)
        show_marks(chosen)
        view_menu(screen)
        found = Slice(
            pools=fitting(pools, chosen),
            first=first,
            last=last,
            **{f"{name}s": tuple(chosen[name]) for name in USE_DIMENSIONS if chosen.get(name)},
            chosen=tuple((name, tuple(values)) for name, values in chosen.items() if values),
        )
        if beside is not None:
            beside(found)
    return found


@dataclass(frozen=True)
class Narrowing:
    """Filters that narrow which pools a screen of one pool offers; `fit`: None for all."""

    screen: str
    pools: pl.DataFrame
    chosen: dict[str, list[str]]
    fit: tuple[str, ...] | None

    @property
    def one_provider(self) -> str | None:
        """The provider, where that alone is chosen, and a single one."""
        present = {name: values for name, values in self.chosen.items() if values}
        only = present.get("provider", []) if len(present) == 1 else []
        return only[0] if len(only) == 1 else None

    def show(self) -> None:
        """The lists, marks and views, in the row of the choice that they narrow."""
        in_currency = "currency" in filters_of(self.screen)
        show_lists(self.pools, [*self.chosen], self.chosen, with_currency=in_currency)
        show_marks(self.chosen)
        view_menu(self.screen)

    def say(self) -> None:
        """While several pools fit: what is shown is not cut by the filters, until one is chosen.

        What such a screen shows of the company (a forecast's quantiles, a replay) is no sum over
        pools, so nothing is summed over a few of them.
        """
        if self.fit == ():
            note(t("filters.nothing.title"))
        elif self.fit:
            note(t("filters.choose_one", count=formats.number(len(self.fit))))


def narrowing(screen: str) -> Narrowing:
    """What the filters leave to choose from on a screen that shows one pool, or all.

    One pool is chosen in the screen's own list; several, from another screen, narrow that list.
    """
    _take_next()
    pools = known_pools()
    decided = decide(pools, POOL_DIMENSIONS)
    chosen = {name: values for name, values in decided.items() if name != POOL or len(values) > 1}
    write(pools, chosen)
    return Narrowing(screen, pools, chosen, fitting(pools, chosen))


def pool_bar(screen: str) -> str | None:
    """The filters of a screen that shows one pool or all: the chosen pool_id, or None for all.

    While several fit and none is chosen, it is the dearest of them: they do not add up.
    """
    narrowed = narrowing(screen)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_bar"):
        with st.container(width=360):
            pool_id = pool_filter(within=narrowed.fit)
        narrowed.show()
    if pool_id is not None or narrowed.fit is None:
        return pool_id
    if len(narrowed.fit) == 1:
        return narrowed.fit[0]
    if not narrowed.fit:
        note(t("filters.nothing.title"))
        return None
    note(t("filters.shows_first", count=formats.number(len(narrowed.fit))))
    return narrowed.fit[0]


def one_of(pools: Sequence[str], why: str) -> str:
    """The pool, for what is computed for one at a time; of several the reader chooses.

    why: what does not add up over several, in words.
    """
    if len(pools) == 1:
        return pools[0]
    with st.container(width=420):
        chosen = choose(why, pools, key="of", words=formats.long_pool)
    return chosen or pools[0]


def filters_of(screen: str) -> tuple[Dimension, ...]:
    """The filters that count on a screen, as its line of the menu says."""
    from dashboard.screens import SCREENS  # the screens import the components

    return next((one.filters or () for one in SCREENS if one.name == screen), ())


def not_applied(screen: str) -> list[str]:
    """What was filtered by on another screen, or is asked for, and does not count here, in words.

    Nothing on screens that show no amounts of the data.
    """
    from dashboard.screens import SCREENS

    shown = next((one for one in SCREENS if one.name == screen), None)
    if shown is None or shown.filters is None:
        return []
    others = [name for name in POOL_DIMENSIONS + USE_DIMENSIONS if name not in shown.filters]
    words = [dimension_words(name) for name in others if is_set(name)]
    if "period" not in shown.filters and is_set(DAYS):
        words.insert(0, t("filters.period"))
    units = [name for name in (CURRENCY, HOURS) if name not in shown.filters and is_set(name)]
    return [*words, *(t(f"filters.{name}") for name in units)]


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


def _take_next() -> None:
    for key, values in st.session_state.pop(_NEXT, {}).items():
        put_values(key, values)
