"""What money committed counts for use: savings plans by the hour, agreements by the period."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.billing.case import Case
from models.billing.commitment import idle_ratio
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.parts import only_one
from models.billing.plans import Plan
from models.billing.usage import Item

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class MoneyTerms:
    """What an hour of a reference unit counts, and what an unused yuan costs of a used one.

    Of an agreement `period_cny` is due for every `period_months`.
    """

    cny_per_unit_hour: float
    idle_ratio: float
    period_cny: float = 0.0
    period_months: int = 0

    @property
    def cny_per_month(self) -> float:
        """Of an agreement, what is due for a month."""
        return self.period_cny / self.period_months

    @property
    def is_hourly(self) -> bool:
        """Whether it is lost hour by hour, and not carried over within a period."""
        return not self.period_months


def money_terms(plan: Plan, case: Case, item: Item, cards: int) -> MoneyTerms | None:
    """Terms for an item in units of so many cards; None where the plan is none, or not for it."""
    if not isinstance(plan, SavingsPlan | CommittedSpend):
        return None
    price = only_one(plan.prices, item, plan.plan_id)
    if price is None or not price.rate:
        return None
    worth = case.worth(plan)
    counted, idle = float(worth * price.rate * cards), float(idle_ratio(plan))
    if isinstance(plan, SavingsPlan):
        return MoneyTerms(counted, idle)
    due = float(worth * Fraction(plan.commitment))
    return MoneyTerms(counted, idle, due, plan.period_months)


def agreement_payments(plan: CommittedSpend, case: Case) -> tuple[Fraction, ...]:
    """What one agreement is paid: each period's sum ahead, or in equal parts as it is used."""
    due = case.worth(plan) * Fraction(plan.commitment)
    paid = [Fraction(0)] * (plan.term_months + 1)
    for first in range(0, plan.term_months, plan.period_months):
        months = min(plan.period_months, plan.term_months - first)
        if plan.pay == "in_advance":
            paid[first] += due
            continue
        for month in range(first + 1, first + months + 1):
            paid[month] += due / months
    return tuple(paid)


@dataclass(frozen=True)
class Spend:
    """What a commitment in money serves of one pool.

    `share` of what is left to the hour, its scenarios x months; `committed_cny` by month, the
    pool's part; a unit-hour counts `cny_per_unit_hour` of it, and costs `listed_cny` without it.
    Single months begin above `base_units` (by month); None: there are none beside it.
    """

    share: Numbers
    committed_cny: Numbers
    cny_per_unit_hour: float
    listed_cny: float
    idle_ratio: float
    base_units: Numbers | None

    def lost(self, expected_hours: Numbers) -> Numbers:
        """Yuan a month of what is not used, where so many unit-hours are expected."""
        unused = self.committed_cny - expected_hours * self.cny_per_unit_hour
        found: Numbers = self.idle_ratio * np.maximum(unused, 0.0)
        return found


@dataclass(frozen=True)
class ByMoney:
    """Unit-hours that it serves, what is paid for them and what they avoid; scenarios x months.

    `saved` is what is avoided less what is paid.
    """

    hours: Numbers
    paid: Numbers
    avoided: Numbers
    saved: Numbers


def by_money(spend: Spend | None, left: Numbers) -> ByMoney:
    """Of so many unit-hours that are left to the hour; nothing without a commitment."""
    if spend is None:
        return ByMoney(*[np.broadcast_to(0.0, left.shape)] * 4)  # hundreds of choices keep it
    hours = spend.share * left
    used = hours * spend.cny_per_unit_hour
    paid = spend.idle_ratio * spend.committed_cny + (1 - spend.idle_ratio) * used
    avoided = hours * spend.listed_cny
    return ByMoney(hours, paid, avoided, avoided - paid)
