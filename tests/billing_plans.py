"""Plans and hourly usage of one pool, so that a test of a billing mode states what it is about."""

# ruff: noqa: DTZ001  hours are naive UTC
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_UNIT, Item, Usage

START = datetime(2026, 1, 1)
CARD = Item("pool", pool_id="yunlan/north/pool/H100", provider="yunlan", chip="H100", sku="h100")

Number = Decimal | int | str


def plan(mode: str, **keys: Any) -> Plan:
    """A plan in yuan with 6 % tax included, UTC, valid from 2020; `keys` say the rest."""
    shared = {
        "plan_id": mode,
        "mode": mode,
        "valid_from": START.date().replace(year=2020),
        "currency": "CNY",
        "tax_included": True,
        "tax_rate": Decimal("0.06"),
        "time_zone": "UTC",
        "source": "made up for a test",
    }
    [parsed] = parse_plans({"plan": [shared | keys]}, "test.toml")
    return parsed


def pay_as_you_go(price_per_unit: Number, **keys: Any) -> Plan:
    """One price for all that is left."""
    return plan("pay_as_you_go", prices=[{"price": Decimal(price_per_unit)}], **keys)


def hours(*quantities: Number, item: Item = CARD, start: datetime = START) -> Usage:
    """One item, one quantity per hour."""
    ticks = [int(Fraction(Decimal(q)) * TICKS_PER_UNIT) for q in quantities]
    return Usage(start, (item,), np.array([ticks], dtype=np.int64))


def steady(cards: Number, days: int, start: datetime = START) -> Usage:
    """The same use in all hours of some days."""
    return hours(*[cards] * (24 * days), start=start)


def bill(usage: Usage, *plans: Plan, basis: Basis | None = None) -> Bill:
    """The bill of all the usage."""
    return price(usage, plans, Period(usage.first_hour, usage.end), basis)


def amounts(found: Bill, *kinds: str) -> dict[str, Decimal]:
    """Sum of the amounts by rule, of the lines of some kinds (of all without)."""
    sums: dict[str, Decimal] = {}
    for line in found.lines:
        if not kinds or line.kind in kinds:
            sums[line.rule] = sums.get(line.rule, Decimal(0)) + line.amount
    return sums


def quantities(found: Bill, kind: str) -> Decimal:
    """Sum of the quantities of the lines of a kind."""
    return sum((line.quantity for line in found.lines if line.kind == kind), Decimal(0))


def months(usage: Usage, plans: Sequence[Plan], edges: Sequence[datetime]) -> list[Bill]:
    """Bills of the periods between edges, each over the whole usage."""
    return [price(usage, plans, Period(a, b)) for a, b in pairwise(edges)]


def day(number: int) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=number)
