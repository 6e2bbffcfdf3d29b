"""Filters: each lies in the URL under its key, and stays when the reader changes the screen.

Streamlit's own binding to the URL is not used for these: it writes the words that are shown, which
differ from language to language, and forgets a filter on a screen that does not show it. Here the
URL carries the option itself, the URL wins over what was chosen before, and that over the default.
"""

from collections.abc import Callable, Container, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import formats
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.reading import read

POOL = "pool"


def pool_filter(within: Sequence[str] | None = None) -> str | None:
    """The chosen pool_id, or None for all pools.

    within: those that other filters leave; the first of them is shown while none is chosen.
    """
    pools = read("pools")["pool_id"].to_list()
    if not pools:
        return None
    return choose(
        t("common.filter.pool"),
        [name for name in pools if within is None or name in within],
        key=POOL,
        placeholder=formats.long_pool(within[0]) if within else t("common.filter.all_pools"),
        words=formats.long_pool,
    )


def choose(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    placeholder: str | None = None,
    words: Callable[[str], str] = str,
) -> str | None:
    """One of `options`; with a `placeholder` choosing none is possible, and the default."""
    first = options[0] if placeholder is None else None
    index = 0 if placeholder is None else None
    chosen: str | None = _ask(
        st.selectbox, label, options, key, first, words, index=index, placeholder=placeholder
    )
    return chosen


def segments(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    words: Callable[[str], str] = str,
    help_text: str | None = None,
) -> str:
    """One of a few options side by side; `default`, else the first, unless chosen."""
    first = default or options[0]
    chosen: str | None = _ask(
        st.segmented_control, label, options, key, first, words, required=True, help=help_text
    )
    return chosen or options[0]


def steps(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    words: Callable[[str], str] = str,
) -> str:
    """One of several positions in order, on a slider; `default`, else the first, unless chosen."""
    first = default if default in options else options[0]
    chosen: str = _ask(st.select_slider, label, options, key, first, words)
    return chosen


def _ask(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str],
    key: str,
    default: str | None,
    words: Callable[[str], str],
    **its_own: Any,
) -> Any:
    """What a widget for one option returns; it is set from the address and written to it."""
    unknown = unknown_values(key, options)
    _set_from_address(key, options, default)
    shown = st.session_state[key]
    nothing = its_own.get("placeholder")
    tell_unknown(key, unknown, label, nothing if shown is None else words(shown))
    return widget(
        label,
        options,
        key=key,
        format_func=words,
        on_change=_write_to_address,
        args=(key,),
        **its_own,
    )


def several(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: Sequence[str],
    most: int,
    words: Callable[[str], str] = str,
) -> list[str]:
    """Up to `most` of the options, in the order chosen; in the address one `key=` for each."""
    asked, kept = asked_values(key, options), kept_values(key, options)
    st.session_state[key] = (asked or kept or [one for one in default if one in options])[:most]
    shown = ", ".join(map(words, st.session_state[key]))
    tell_unknown(key, unknown_values(key, options), label, shown)
    st.multiselect(
        label,
        options,
        key=key,
        max_selections=most,
        format_func=words,
        on_change=_write_several,
        args=(key,),
    )
    chosen: list[str] = st.session_state[key]
    return chosen


def asked_values(key: str, options: Container[str]) -> list[str]:
    """The options that the address has under a key."""
    return [value for value in st.query_params.get_all(key) if value in options]


def kept_values(key: str, options: Container[str]) -> list[str]:
    """The options that were chosen before, on this screen or another; forgotten by going back."""
    if _went_back():
        st.session_state.pop(_kept(key), None)
    return [value for value in _listed(st.session_state.get(_kept(key))) if value in options]


def is_set(key: str) -> bool:
    """Whether the address asks for anything under a key, or something was chosen before."""
    return key in st.query_params or bool(_listed(st.session_state.get(_kept(key))))


def put_values(key: str, values: Sequence[str]) -> None:
    """Put values into the address, one `key=` for each, and keep them for the other screens."""
    st.session_state[_kept(key)] = list(values)
    if not values:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != list(values):
        st.query_params[key] = list(values)


def forget_kept() -> None:
    """Forget what was chosen before, so that the address alone says what is shown."""
    for key in [name for name in st.session_state if str(name).startswith(_kept(""))]:
        del st.session_state[key]


def _write_several(key: str) -> None:
    put_values(key, st.session_state[key])


def _listed(value: Sequence[str] | None) -> Sequence[str]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _set_from_address(key: str, options: Sequence[str], default: str | None) -> None:
    """Set the widget from the URL, else from what was kept; a mere default is not kept.

    Where several values were chosen on another screen, this one shows its default and keeps them.
    """
    wanted = asked_values(key, options) or kept_values(key, options)
    if len(wanted) == 1:
        st.session_state[key] = wanted[0]
        _write_to_address(key)
        return
    st.session_state[key] = default
    if wanted:
        put_values(key, wanted)
    else:
        st.query_params.pop(key, None)


def _write_to_address(key: str) -> None:
    """Put the present choice into the URL and keep it for the other screens."""
    chosen = st.session_state[key]
    st.session_state[_kept(key)] = chosen
    if chosen is None:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != [chosen]:
        st.query_params[key] = chosen


def _went_back() -> bool:
    """Whether the reader went back or forward in the browser: the address alone says what is shown.

    What was kept would come back at once, and a step back undo nothing.
    """
    run = get_script_run_ctx(suppress_warning=True)
    return run is not None and run.is_history_navigation


def _kept(key: str) -> str:
    return f"_kept_{key}"
