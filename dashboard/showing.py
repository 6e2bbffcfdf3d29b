"""What amounts are shown in: yuan as computed, or a currency at the rate of the last day of data.

Amounts are computed and published in yuan on the settings' tax and hour basis. Showing them in
another currency divides each by one rate; tables and files stay in yuan. Outside a session of the
dashboard (command line, exports) it is always yuan.
"""

import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HOME = "CNY"
_SHOWN = "_shown_currency"
# Texts that state the unit of what formats.money writes beside them.
UNIT_TEXTS = frozenset(
    {
        "anomalies.course.subtitle_cost",
        "changes.flow.subtitle",
        "changes.waterfall.subtitle",
        "commitments.months.cny",
        "commitments.sensitivity.subtitle",
        "decisions.open.subtitle",
        "forecast.budget.subtitle",
        "forecast.unit.CNY",
        "overview.fan.subtitle_cost",
        "scenarios.subtitle.cost",
        "supply.case.unit",
        "supply.margin.unit",
        "supply.price.unit",
    }
)


@dataclass(frozen=True)
class Shown:
    """A currency, yuan for one unit of it, and of which day and whom that rate is."""

    currency: str = HOME
    cny_per_unit: Decimal = Decimal(1)
    rate_date: date | None = None
    source: str = ""


YUAN = Shown()
_SIGNS = {"USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "SGD": "S$"}


def shown() -> Shown:
    """What amounts are shown in now."""
    if "streamlit" not in sys.modules:
        return YUAN
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if get_script_run_ctx(suppress_warning=True) is None:
        return YUAN
    found: Shown = st.session_state.get(_SHOWN, YUAN)
    return found


def show_in(choice: Shown) -> None:
    """Show amounts in a currency, until the next rerun begins."""
    import streamlit as st

    st.session_state[_SHOWN] = choice


def in_unit(text: str) -> str:
    """A text that names yuan, naming the currency that amounts are shown in instead."""
    currency = shown().currency
    return text if currency == HOME else text.replace(HOME, currency).replace("元", currency)


def with_currency(text: str) -> str:
    """A number with the sign or code of the currency that amounts are shown in, but for yuan."""
    currency = shown().currency
    return f"{_SIGNS[currency]}{text}" if currency in _SIGNS else f"{currency}\u00a0{text}"
