"""Usage and plans in a line or two, for tests of the billing engine."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A naive UTC time, as the engine has it."""
    return datetime(year, month, day, hour)  # noqa: DTZ001


FIRST = at(2026, 1, 1)
TERMS: dict[str, Any] = {
    "valid_from": date(2020, 1, 1),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "time_zone": "UTC",
    "source": "made up for a test",
}
BOUGHT = {"starts_on": date(2026, 1, 1)}


def plan(mode: str, **terms: Any) -> Plan:
    """One plan; its id is its mode unless given."""
    return parse_plans({"plan": [TERMS | {"plan_id": mode, "mode": mode} | terms]}, "a test")[0]


def on_demand(price: str | int, **terms: Any) -> Plan:
    """Pay-as-you-go at one price for everything."""
    return plan("pay_as_you_go", prices=[{"price": Decimal(price)}], **terms)


def use(
    quantities: dict[str, Sequence[float | str]], first: datetime = FIRST, **item: Any
) -> Usage:
    """Hourly quantities by item_id, which is its sku and pool too."""
    items = tuple(Item(name, pool_id=name, sku=name, **item) for name in quantities)
    micro = [[int(Decimal(str(q)) * 1_000_000) for q in row] for row in quantities.values()]
    return Usage(first, items, np.array(micro, dtype=np.int64) * TICKS_PER_MICRO_UNIT)


def constant(quantity: float | str, hours: int, first: datetime = FIRST, **item: Any) -> Usage:
    """One item with the same quantity in every hour."""
    one = use({"cards": [quantity]}, first, **item)
    return Usage(first, one.items, np.repeat(one.ticks, hours, axis=1))


def whole(usage: Usage) -> Period:
    return Period(usage.first_hour, usage.end)


def hours_from(first: datetime, hours: int) -> Period:
    return Period(first, first + timedelta(hours=hours))


def bill(usage: Usage, *plans: Plan) -> Bill:
    """The bill of all the usage."""
    return price(usage, plans, whole(usage))


def amounts(billed: Bill, *kinds: Any) -> list[Decimal]:
    return [line.amount for line in billed.of(*kinds)]
