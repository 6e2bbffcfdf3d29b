"""What an address asks for and is not there: said in a sentence each, never dropped silently.

Only keys that the screen or its filter bar reads are judged; others belong to other screens. The
sentences stand below the head, which may be drawn before the filters that find them out.
"""

from collections.abc import Container, Sequence
from datetime import date

import streamlit as st

from dashboard import formats
from dashboard.components.cards import sentences
from dashboard.components.markdown import plain
from dashboard.i18n import t

_ASKED, _FOUND, _PLACE = "_asked_in_address", "_unknown_in_address", "_place_of_unknown"
_MOST_LETTERS = 60


def begin_judging() -> None:
    """Forget what the run before found; called before a screen is drawn.

    Fields that were there before are not judged: what is typed may reach the address later.
    """
    asked = st.query_params
    fresh = [key for key in asked if key not in st.session_state]
    st.session_state[_ASKED] = {key: asked.get_all(key) for key in fresh}
    st.session_state[_FOUND] = {}
    st.session_state.pop(_PLACE, None)


def unknown_values(key: str, options: Container[str]) -> list[str]:
    """The values that the address has under a key and that are none of `options`."""
    return [value for value in st.query_params.get_all(key) if value not in options]


def tell_unknown(key: str, values: Sequence[str], name: str, instead: str | None) -> None:
    """Have it said that `values` are not there, and `instead` of the filter `name` is shown.

    Both as text, not Markdown; what has no name is said without it, nothing as "all".
    """
    if values:
        told = (values, name, instead or t("filters.everything"))
        st.session_state.setdefault(_FOUND, {})[key] = told


def keep_place() -> None:
    """The sentences will stand here."""
    st.session_state[_PLACE] = st.container()


def say_unknown() -> None:
    """Say what was found while the screen was drawn."""
    found = st.session_state[_FOUND]
    for key, asked in st.session_state[_ASKED].items():
        if key not in found and _is_typed_otherwise(key, asked):
            tell_unknown(key, asked, "", _in_words(st.session_state[key]))
    if found:
        with st.session_state.get(_PLACE) or st.container():
            sentences([(_sentence(key, *said), True) for key, said in found.items()])


def _is_typed_otherwise(key: str, asked: Sequence[str]) -> bool:
    """Whether a field for a number or a day, which Streamlit fills, holds another than asked."""
    held = st.session_state.get(key)
    if isinstance(held, date):
        return asked[-1] != held.isoformat()
    if isinstance(held, bool) or not isinstance(held, int | float):
        return False
    try:
        return float(asked[-1]) != float(held)
    except ValueError:
        return True


def _in_words(held: date | float) -> str:
    return formats.day(held) if isinstance(held, date) else f"{held:.15g}"


def _sentence(key: str, values: Sequence[str], name: str, instead: str) -> str:
    asked = "&".join(f"{key}={value}" for value in values)
    code = " ".join(asked.replace("`", "'").split())
    cut = f"{code[:_MOST_LETTERS]}…" if len(code) > _MOST_LETTERS else code
    shown = t("filters.mark", name=name, values=instead) if name else instead
    return t("filters.unknown", asked=cut, shown=plain(shown))
