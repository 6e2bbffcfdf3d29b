"""How far an answer holds: a plan compared anew with one thing changed at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from models.billing.case import Case, Units
from models.billing.compare import Compared, compare_one
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.plans import Plan
from models.billing.usage import Usage

Factor = Literal["price", "use", "month"]

PRICE_RATIOS = (Decimal("0.7"), Decimal("1.3"))
USE_RATIOS = (Decimal("0.8"), Decimal("1.2"))
MONTHS_HOURS = (Decimal(720), Decimal(730))
_PARTS = 1000


@dataclass(frozen=True)
class Sensed:
    """The comparison with one `factor` at a `value`: a ratio of what it is, or hours in a month."""

    factor: Factor
    value: Decimal
    compared: Compared


def sensitivity(case: Case, plan: Plan, units: Units) -> tuple[Sensed, ...]:
    """The plan with other prices by the hour, with other use, and with other hours in a month.

    The hours of a month matter where a rent is charged pro rata by them, and nowhere else.
    """
    found = [
        Sensed("price", ratio, compare_one(with_price(case, ratio), plan, units))
        for ratio in PRICE_RATIOS
    ]
    found += [
        Sensed("use", ratio, compare_one(with_use(case, ratio), plan, units))
        for ratio in USE_RATIOS
    ]
    if isinstance(plan, Reserved) and plan.hours_per_month == case.hours_per_month:
        for hours in MONTHS_HOURS:
            other = plan.model_copy(update={"hours_per_month": hours})
            changed = replace(case, hours_per_month=hours)
            found.append(Sensed("month", hours, compare_one(changed, other, units)))
    return tuple(found)


def with_price(case: Case, ratio: Decimal) -> Case:
    """The case at other prices by the hour."""
    return replace(case, on_demand=tuple(_scaled(plan, ratio) for plan in case.on_demand))


def with_use(case: Case, ratio: Decimal) -> Case:
    """The case with more or less use in every hour, to a thousandth; useful use along with it."""
    ticks = case.usage.ticks // _PARTS * int(ratio * _PARTS)
    useful = None if case.useful_quantity is None else case.useful_quantity * ratio
    usage = Usage(case.usage.first_hour, case.usage.items, np.asarray(ticks))
    return replace(case, usage=usage, useful_quantity=useful)


def _scaled(plan: PayAsYouGo, ratio: Decimal) -> PayAsYouGo:
    return plan.model_copy(update={"prices": tuple(_price(one, ratio) for one in plan.prices)})


def _price(price: ListPrice, ratio: Decimal) -> ListPrice:
    changed: dict[str, object] = {
        "price": _times(price.price, ratio),
        "bands": tuple(
            band.model_copy(update={"price": _times(band.price, ratio)}) for band in price.bands
        ),
    }
    if price.tiers is not None:
        steps = tuple(
            step.model_copy(update={"price": step.price * ratio}) for step in price.tiers.steps
        )
        changed["tiers"] = price.tiers.model_copy(update={"steps": steps})
    return price.model_copy(update=changed)


def _times(price: Decimal | None, ratio: Decimal) -> Decimal | None:
    return None if price is None else price * ratio


def range_of(sensed: Sequence[Sensed], factor: Factor) -> list[Sensed]:
    """Those of one factor, the one that saves least first."""
    return sorted(
        (one for one in sensed if one.factor == factor), key=lambda one: one.compared.saving
    )
