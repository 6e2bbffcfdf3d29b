"""What vouchers may pay of a bill: each charge by the days it falls on, refunds net of charges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from models.billing.bill import block_of
from models.billing.drafts import Demand, Draft
from models.billing.money import Rounding
from models.billing.plans import Plan
from models.billing.vouchers import Drawn, Payable

_SETTLED = ("change", "shortfall", "refund")
"""What one plan charges and gives back at one time is one payment: the new fee less the old."""


@dataclass
class Charge:
    """What is to be paid at once or by the day, as it is billed: `amount` is rounded."""

    place: int
    plan: Plan
    draft: Draft
    amount: Decimal
    by_voucher: Decimal = field(default=Decimal(0))

    @property
    def component(self) -> str:
        """What it is for; a fee is for cards."""
        return self.draft.item.component if self.draft.item else "card"

    @property
    def key(self) -> str:
        """What decides whether a voucher may pay it."""
        return f"{self.plan.plan_id}/{self.component}"


def settled(
    drafted: Sequence[tuple[int, Plan, Draft]],
) -> tuple[list[Charge], list[Charge]]:
    """Charges that vouchers may pay a part of, and refunds (negative), each net."""
    charges: list[Charge] = []
    together: dict[tuple[int, str, datetime], Charge] = {}
    for place, plan, draft in drafted:
        if draft.ledger != "charge" or not draft.amount:
            continue
        one = Charge(place, plan, draft, plan.rounding.round(draft.amount))
        if draft.kind not in _SETTLED:
            charges.append(one)
            continue
        first = together.setdefault((place, draft.account, draft.billed), one)
        if first is one:
            charges.append(one)
        else:
            first.amount += one.amount
            if first.amount < 0 and draft.kind == "refund":
                first.draft = draft
    return [c for c in charges if c.amount > 0], [c for c in charges if c.amount < 0]


class ByDay:
    """What of each charge falls on which local day, and on which of its hours where that matters.

    What is paid at once falls on the hour in which it is billed.
    """

    def __init__(self, charges: Sequence[Charge], demand: Demand) -> None:
        self._clock = demand.clock
        self._weights: dict[int, tuple[int, npt.NDArray[Any]]] = {}
        self.payables: list[Payable] = []
        for number, charge in enumerate(charges):
            draft = charge.draft
            if draft.hourly is not None:
                weights = draft.hourly()
            elif draft.origin is not None:
                weights = block_of(demand.taken[charge.place], draft.origin).sum(axis=0)
            else:
                hour = self._clock.index(draft.billed)
                day = self._clock.local_day(hour)
                self.payables.append(Payable(number, charge.key, day, charge.amount, hour))
                continue
            self._weights[number] = self._clock.index(draft.start), weights
            self.payables += self._days(number, charge)

    def _days(self, number: int, charge: Charge) -> list[Payable]:
        first, weights = self._weights[number]
        inner = self._clock.day_starts
        inner = inner[(inner > first) & (inner < first + len(weights))]
        starts = [first, *inner.tolist()]
        sums = np.add.reduceat(weights, [hour - first for hour in starts]).tolist()
        return self._parts(number, charge.key, Fraction(charge.amount), starts, sums)

    def _parts(
        self, number: int, key: str, amount: Fraction, hours: Iterable[int], parts: list[Any]
    ) -> list[Payable]:
        whole = Fraction(sum(parts))
        return [
            Payable(number, key, self._clock.local_day(hour), amount * Fraction(part) / whole, hour)
            for hour, part in zip(hours, parts, strict=True)
            if part
        ]

    def hours(self, payable: Payable) -> list[Payable]:
        """What of a day's part falls on each of its hours."""
        if payable.line not in self._weights:
            return [payable]
        first, weights = self._weights[payable.line]
        starts = self._clock.day_starts
        later = starts[starts > payable.hour]
        end = min([first + len(weights), *later[:1].tolist()])
        parts = weights[payable.hour - first : end - first].tolist()
        amount = Fraction(payable.amount_cny)
        return self._parts(payable.line, payable.item, amount, range(payable.hour, end), parts)


def credited(
    spent: Iterable[Drawn],
    charges: Sequence[Charge],
    rounding: Rounding,
    most: Mapping[str, Fraction],
    since: datetime,
) -> list[tuple[int, str, Decimal]]:
    """Money by charge (its number) and voucher, in the order of their first days.

    Of each voucher the running total is rounded, not every line: no more is spent than there is
    (`most`, by voucher), and never more on a charge than it comes to. What was billed before
    `since` comes first: it was so rounded in the bills before.
    """
    exact: dict[tuple[int, str], Fraction] = {}
    for payable, voucher_id, amount in spent:
        key = (payable.line, voucher_id)
        exact[key] = exact.get(key, Fraction(0)) + amount
    running: defaultdict[str, Fraction] = defaultdict(Fraction)
    given: defaultdict[str, Decimal] = defaultdict(Decimal)
    left = {number: charge.amount for number, charge in enumerate(charges)}
    whole = rounding.model_copy(update={"mode": "down"})  # what can be paid in its smallest coin
    found = []
    for number, voucher_id in sorted(exact, key=lambda key: charges[key[0]].draft.billed >= since):
        running[voucher_id] += exact[number, voucher_id]
        total = min(rounding.round(running[voucher_id]), whole.round(most[voucher_id]))
        money = min(total - given[voucher_id], whole.round(Fraction(left[number])))
        if money > 0:
            given[voucher_id] += money
            left[number] -= money
            found.append((number, voucher_id, money))
    return found


def not_returned(back: Charge, charges: Sequence[Charge]) -> Fraction:
    """What of a refund vouchers had paid: their share of what the plan was paid for these hours."""
    at = back.draft.start
    paid = [
        c
        for c in charges
        if (c.place, c.draft.account) == (back.place, back.draft.account)
        and c.draft.start <= at <= c.draft.end
        and c.draft.billed <= back.draft.billed
        and c.draft.kind in ("fee", *_SETTLED)
    ]
    whole = sum((Fraction(c.amount) for c in paid), Fraction(0))
    by_voucher = sum((Fraction(c.by_voucher) for c in paid), Fraction(0))
    if not by_voucher:
        return Fraction(0)
    return min(by_voucher, -Fraction(back.amount) * by_voucher / whole)
