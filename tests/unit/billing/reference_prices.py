"""Prices of the slow reference: in which version, band and minute; no arrays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import Item


def local(at: datetime, plan: Plan) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)


def matching(prices: Sequence[Any], item: Item) -> Any:
    return next((price for price in prices if price.selects(item)), None)


def holds(plan: Plan, plans: Sequence[Plan], at: datetime) -> bool:
    """Whether a version of a price is the one of a local day."""
    day = local(at, plan).date()
    begun = [p.valid_from for p in plans if p.plan_id == plan.plan_id and p.valid_from <= day]
    return bool(begun) and plan.valid_from == max(begun)


def listed(plans: Sequence[Plan], item: Item, at: datetime) -> Fraction:
    """Pay-as-you-go price of an item in an hour, in its version, minute by minute."""
    [plan] = [p for p in plans if isinstance(p, PayAsYouGo) and holds(p, plans, at)]
    price = matching(plan.prices, item)
    minutes = [at + timedelta(minutes=minute) for minute in range(60)]
    return sum((rate_of(plan, price, now) for now in minutes), Fraction(0)) / (60 * price.per)


def rate_of(plan: Plan, price: ListPrice, at: datetime) -> Fraction:
    """The price of a minute, per `price.per` units."""
    now = local(at, plan)
    rate = Fraction(price.price or 0)
    for band in price.bands:
        after = band.start <= now.time()
        before = now.time() < band.end
        inside = (after and before) if band.start < band.end else (after or before)
        day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[now.weekday()]
        if inside and day in band.days:
            ratio = Fraction(band.pay_ratio or 0) * Fraction(price.price or 0)
            rate = ratio if band.price is None else Fraction(band.price)
    return rate
