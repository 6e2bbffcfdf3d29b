"""Texts of axes, which Plotly in Streamlit does not localise."""

from datetime import date
from decimal import Decimal

from dashboard import formats
from dashboard.charts.axes import TickMaker


def ticks_of(target: str) -> TickMaker:
    """Tick maker of an axis of yuan (`cost`) or of card-hours, whose unit the subtitle names."""
    return formats.money_ticks if target == "cost" else formats.number_ticks


def whole_yuan(amount_cny: float | Decimal) -> str:
    """Yuan written out, without cents: what a rent is called by."""
    return formats.money(amount_cny, compact=False).replace(".00", "")


def whole_percent(ratio: float) -> str:
    """A share for an axis."""
    return formats.percent(ratio, 0)


def day_tick(day: date) -> str:
    """A day for an axis: short, and read alike in all languages."""
    return f"{day:%m-%d}"
