"""What a pool paid by the hour over its days: the price rows that held, as versions of plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.billing.exchange import HOME_CURRENCY
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.money import RATE_DECIMALS, Rounding
from models.offers.rates import Rates
from models.offers.rows import on_demand_plan

UNPRICED = "unpriced"

Offer = Mapping[str, Any]


@dataclass(frozen=True)
class PricedDay:
    """A local day and the price row that held on it; None where no price is known."""

    day: date
    offer: Offer | None


def plans_by_hour(days: Sequence[PricedDay], rates: Rates, time_zone: str) -> list[PayAsYouGo]:
    """Versions of pay-as-you-go that cover every day, in order; `days` ascend without a hole.

    Days without a price are covered by the plan UNPRICED, which costs nothing: whoever reads the
    bill knows that the cost of such days is not zero but unknown. A price in another currency ends
    with its exchange rate, so that every day is converted at its own; the seller rounds by the
    month and not by the day, so such versions round to a millionth.
    """
    plans: list[PayAsYouGo] = []
    for number, (held, first, last) in enumerate(_stretches(days, rates)):
        if held is None:
            plans.append(_unpriced(first, last, time_zone, number))
            continue
        is_home = held["currency"] == HOME_CURRENCY
        rounding = Rounding() if is_home else Rounding(decimals=RATE_DECIMALS)
        plans.append(on_demand_plan(held, time_zone, (first, last), rounding))
    return plans


def _stretches(days: Sequence[PricedDay], rates: Rates) -> list[tuple[Offer | None, date, date]]:
    """Runs of days on which one row holds at one exchange rate."""
    found: list[tuple[Offer | None, date, date]] = []
    before: tuple[object, Decimal | None] | None = None
    for at in days:
        rate = None if at.offer is None else rates.of(at.offer["currency"], at.day)
        same = (at.offer, rate)
        if found and same == before:
            found[-1] = (*found[-1][:2], at.day)
        else:
            found.append((at.offer, at.day, at.day))
        before = same
    return found


def _unpriced(first: date, last: date, time_zone: str, number: int) -> PayAsYouGo:
    return PayAsYouGo(
        plan_id=f"{UNPRICED} {number}",
        mode="pay_as_you_go",
        valid_from=first,
        valid_to=last,
        currency=HOME_CURRENCY,
        tax_included=True,
        tax_rate=Decimal(0),
        time_zone=time_zone,
        source="no price is known",
        prices=(ListPrice(price=Decimal(0)),),
    )
