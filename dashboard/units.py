"""What a quantity is counted in, in words: units of bills, prices and plans are codes in data."""

from decimal import Decimal

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


def units_bought(units: float | Decimal) -> str:
    """How much of a plan is bought: whole numbers, or money to the cent."""
    return formats.number(units, 0 if units == int(units) else 2)
