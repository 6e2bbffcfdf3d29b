"""Filters: each lies in the URL under its key, and stays when the reader changes the screen."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.i18n import t
from dashboard.reading import read

POOL = "pool"


def pool_filter(*, required: bool = False) -> str | None:
    """The chosen pool_id, or None for all pools; with `required` the dearest unless chosen."""
    pools = read("pools")["pool_id"].to_list()
    if not pools:
        return None
    return choose(
        t("common.filter.pool"),
        pools,
        key=POOL,
        placeholder=None if required else t("common.filter.all_pools"),
    )


def choose(
    label: str, options: Sequence[str], *, key: str, placeholder: str | None = None
) -> str | None:
    """One of `options`; with a `placeholder` choosing none is possible and the default.

    The URL carries the option as it is shown, so options are identifiers, not translated words.
    """
    return st.selectbox(
        label,
        options,
        index=0 if placeholder is None else None,
        key=key,
        placeholder=placeholder,
        bind="query-params",
    )


def segments(
    label: str, options: Sequence[str], *, key: str, words: Callable[[str], str] = str
) -> str:
    """One of a few options side by side; the first is the default."""
    chosen = st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        format_func=words,
        key=key,
        bind="query-params",
    )
    return chosen or options[0]
