"""What leaving a subscription early costs, under each formula that sellers print.

no_reason: all back within five days. whole_months: whole months as paid, the rest by the hour.
share_of_term: used days at the list price. by_volume: what was used at the price by the hour.
The first three are billed by the engine; a fourth seller's formula is a product.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from data.errors import SuanliError
from models.billing.clock import Period, add_months
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.exchange import HOME_CURRENCY
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.subscription import Subscription
from models.billing.money import round_half_away, to_cents
from models.billing.parts import Purchase
from models.billing.refunds import Cancellation
from models.billing.usage import HOUR, Item, Usage

Rule = Literal["no_reason", "whole_months", "share_of_term"]
RULES: tuple[Rule, ...] = ("no_reason", "whole_months", "share_of_term")
BY_VOLUME = "by_volume"
_HOURS_PER_DAY = 24
_RATIO_DECIMALS = 20


@dataclass(frozen=True)
class Leaving:
    """A subscription paid in advance, left on a day; prices in yuan, on one tax basis."""

    fee_cny_per_month: Decimal
    list_fee_cny_per_month: Decimal
    on_demand_cny_per_card_hour: Decimal
    cards: int
    term_months: int
    starts_on: date
    leaves_on: date

    @property
    def paid(self) -> Decimal:
        """For the whole term."""
        return self.fee_cny_per_month * self.term_months

    @property
    def used_days(self) -> int:
        """Days before it is left."""
        return (self.leaves_on - self.starts_on).days


@dataclass(frozen=True)
class Refund:
    """By one formula: money back, and what the used time then cost; None where it does not hold."""

    rule: str
    refund: Decimal | None
    paid_for_use: Decimal | None

    def per_month_used(self, days: int) -> Decimal | None:
        """What a month of 30 used days cost."""
        if self.paid_for_use is None or not days:
            return None
        return to_cents(Fraction(self.paid_for_use) * 30 / days)


def refunds(leaving: Leaving) -> list[Refund]:
    """One per formula; a refund below zero is none: nobody pays on top."""
    found = [_billed(leaving, rule) for rule in RULES]
    hours = leaving.used_days * _HOURS_PER_DAY * leaving.cards
    used = to_cents(Fraction(leaving.on_demand_cny_per_card_hour) * hours)
    return [*found, _capped(leaving, BY_VOLUME, leaving.paid - used)]


def _billed(leaving: Leaving, rule: Rule) -> Refund:
    try:
        return _capped(leaving, rule, _engine_refund(leaving, rule))
    except SuanliError:  # five days have passed, or nothing is left of the term
        return Refund(rule, None, None)


def _capped(leaving: Leaving, rule: str, refund: Decimal) -> Refund:
    back = max(Decimal(0), refund)
    return Refund(rule, back, leaving.paid - back)


def _ratio(leaving: Leaving) -> Decimal:
    """Paid of the list fee, as precisely as a plan may say it: far below a cent of any term."""
    paid, listed = (
        Fraction(fee) for fee in (leaving.fee_cny_per_month, leaving.list_fee_cny_per_month)
    )
    return round_half_away(paid / listed, _RATIO_DECIMALS)


def _engine_refund(leaving: Leaving, rule: Rule) -> Decimal:
    same: dict[str, Any] = {
        "valid_from": leaving.starts_on,
        "currency": HOME_CURRENCY,
        "tax_included": True,
        "tax_rate": Decimal(0),
        "time_zone": "UTC",
        "source": "typed in",
    }
    rented = Subscription(
        **same,
        plan_id="rent",
        mode="subscription",
        cards=leaving.cards,
        fee=leaving.list_fee_cny_per_month,
        pay_ratio=_ratio(leaving),
        term_months=leaving.term_months,
        cancellation=Cancellation(on=leaving.leaves_on, rule=rule),
        purchase=Purchase(units=1, starts_on=leaving.starts_on),
    )
    by_the_hour = PayAsYouGo(
        **same,
        plan_id="by the hour",
        mode="pay_as_you_go",
        prices=(ListPrice(price=leaving.on_demand_cny_per_card_hour),),
    )
    last = add_months(leaving.starts_on, leaving.term_months)
    period = Period.of_days(leaving.starts_on, last)
    hours = (period.end - period.start) // HOUR
    nothing = Usage(period.start, (Item("cards"),), np.zeros((1, hours), dtype=np.int64))
    bill = price(nothing, [rented, by_the_hour], period, Basis(HOME_CURRENCY, "included"))
    return -sum((line.amount for line in bill.of("refund")), Decimal(0))
