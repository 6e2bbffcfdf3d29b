"""Numbers that a reader types, kept in the address."""

import streamlit as st

from dashboard.i18n import t


def bounded_number(
    text_key: str,
    key: str,
    value: float,
    low: float,
    high: float,
    step: float,
    *,
    shown: str = "%.2f",
    width_px: int = 150,
) -> float:
    """A number between bounds; `text_key` is its label's, `text_key`_help what it explains.

    A value beyond the bounds begins at the nearer one. `key` is its name in the address.
    """
    with st.container(width=width_px):
        return st.number_input(
            t(text_key),
            min_value=low,
            max_value=high,
            value=min(max(value, low), high),
            step=step,
            format=shown,
            key=key,
            help=t(f"{text_key}_help"),
            bind="query-params",
        )
