"""What a quantity is counted in, in words: units of bills, prices and plans are codes in data."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dashboard import formats
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue

_COMMITTED = " committed"  # `CNY committed`: money drawn from a commitment


def unit_in_words(unit: str) -> str:
    """The reader's words for a unit; one that a plan file made up stays as it is written."""
    if unit.endswith(_COMMITTED):
        return t("words.unit.committed", currency=unit.removesuffix(_COMMITTED))
    key = f"words.unit.{unit}"
    return t(key) if key in load_catalogue() else unit


def bought_now(row: Mapping[str, Any]) -> str:
    """Units and money an hour, as a choice of the ladder has them: `12 units and ¥240 an hour`."""
    return _apart(row["units_now"], row["committed_now_cny_per_hour"], units_bought, formats.money)


def bought_more(units: float, cny_per_hour: float) -> str:
    """The same with its sign, against another choice."""
    return _apart(units, cny_per_hour, _with_sign, formats.money_change)


def _with_sign(units: float) -> str:
    return f"{'+' if units >= 0 else '−'}{units_bought(abs(units))}"


def _apart(
    units: float,
    cny_per_hour: float,
    in_units: Callable[[float], str],
    in_money: Callable[[float], str],
) -> str:
    """Only what there is; without either, no units."""
    bought = t("words.bought.units", count=in_units(units))
    if not cny_per_hour:
        return bought
    money = t("words.bought.money", amount=in_money(cny_per_hour))
    return t("words.bought.both", units=bought, money=money) if units else money


def units_bought(units: float | Decimal) -> str:
    """How much of a plan is bought: whole numbers, or money to the cent."""
    return formats.number(units, 0 if units == int(units) else 2)
