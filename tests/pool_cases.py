"""Pools whose reference unit is a card, and what is sold for them, made in memory."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from models.billing.usage import Item
from models.buying.case import PoolCase
from models.buying.horizon import Horizon
from models.buying.need import Need
from models.buying.offered import Offered
from models.buying.shop import single_month
from models.offers.sale import Sale
from models.procurement.curves import HourPrices
from models.procurement.scenarios.ensemble import Scenarios

PRICE = 150.0  # CNY an hour of a unit
FIRST_DAY, LAST_KNOWN_DAY = date(2026, 4, 1), date(2026, 3, 31)


def sale_of(name: str, months: int, unit: str = "server") -> Sale:
    """How an offer is sold: `unit` as in the ladder."""
    plan: Any = SimpleNamespace(plan_id=name, valid_from=date(2026, 1, 1), source="made up")
    return Sale(plan, "annual", months, unit, cards_per_unit=1)


def offered(pool: str, name: str, months: int, fee: int, **more: Any) -> Offered:
    """A server of one card, paid after each month."""
    payments = (Fraction(0), *[Fraction(fee)] * months)
    return Offered(pool, sale_of(name, months), payments, 1.0, "Cloud A", "H20", **more)


def case_of(
    pool: str,
    past: np.ndarray,
    scenarios: Scenarios,
    offers: tuple[Offered, ...] = (),
    *,
    price: float = PRICE,
    **more: Any,
) -> PoolCase:
    """A pool without contracts and planned runs; `past`: units by month x hour."""
    months = scenarios.levels.shape[1]
    parts: dict[str, Any] = {"monthly": single_month(offers)} | more
    return PoolCase(
        need=Need(pool, past, 1.0, LAST_KNOWN_DAY),
        item=Item(pool),
        cards=1,
        horizon=Horizon(FIRST_DAY, months),
        hours_per_month=past.shape[1],
        price_cny=price,
        prices=HourPrices(price),
        past=past,
        planned=np.zeros((months, 1)),
        scenarios=scenarios,
        contracts=(),
        offers=offers,
        refused=(),
        **parts,
    )


def equally_likely(levels: np.ndarray) -> Scenarios:
    """Scenarios x months."""
    return Scenarios(levels, np.full(len(levels), 1 / len(levels)), {})
