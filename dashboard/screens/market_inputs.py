"""Inputs of the Market screen; every answer lies in the URL."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from dashboard.components import bounded_number, choose, segments
from dashboard.i18n import t
from data.reference import read_chips, read_sanity_bands

CURRENCIES = ("CNY", "USD", "EUR", "JPY")
UNITS = ("server_month", "card_month", "server_day", "server_hour", "card_hour")
SAID = ("yes", "no", "unsaid")
_SAID: dict[str, bool | None] = {"yes": True, "no": False, "unsaid": None}


def number(name: str, value: float, low: float, high: float, step: float) -> float:
    """A number; whole where all of its bounds are."""
    is_whole = all(isinstance(one, int) for one in (value, low, high, step))
    shown = "%d" if is_whole else "%.2f"
    return bounded_number(f"market.input.{name}", _key(name), value, low, high, step, shown=shown)


def one_of(name: str, options: Sequence[str]) -> str:
    """A currency or unit."""
    with st.container(width=190):
        found = choose(
            t(f"market.input.{name}"),
            options,
            key=_key(name),
            words=lambda code: t(f"market.unit.{code}") if name == "unit" else code,
        )
    return found or options[0]


def choice(name: str) -> bool | None:
    """Whether something is included: yes, no, or the quote does not say."""
    found = segments(
        t(f"market.input.{name}"), SAID, key=_key(name), words=lambda code: t(f"market.said.{code}")
    )
    return _SAID[found]


def ask_chip() -> str:
    """A chip with a band, or of the catalogue."""
    banded = read_sanity_bands()["chip"].unique(maintain_order=True).to_list()
    names = [*banded, *(name for name in read_chips()["chip"].to_list() if name not in banded)]
    with st.container(width=190):
        return choose(t("market.input.chip"), names, key="quote_chip") or names[0]


def quoted_on() -> date:
    """The day of the quote: bands are dated."""
    with st.container(width=150):
        return st.date_input(
            t("market.input.day"),
            value=datetime.now(tz=UTC).date(),
            key="quoted_on",
            format="YYYY-MM-DD",
            bind="query-params",
        )


def _key(name: str) -> str:
    """In the address, apart from the filters of other screens."""
    return name if name.startswith(("quote_", "leave_")) else f"quote_{name}"
