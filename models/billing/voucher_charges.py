"""What vouchers may pay of a bill: each charge by the days it falls on, refunds net of charges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np

from models.billing.bill import block_of
from models.billing.drafts import Demand, Draft
from models.billing.money import Rounding
from models.billing.plans import Plan
from models.billing.usage import HOUR
from models.billing.vouchers import Payable

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


def by_day(charge: Charge, demand: Demand) -> Iterator[tuple[date, Fraction]]:
    """What of a charge falls on which local day; what is paid at once falls on its day."""
    draft, clock = charge.draft, demand.clock
    first, amount = clock.index(draft.start), Fraction(charge.amount)
    if draft.hourly is not None:
        weights = draft.hourly()
    elif draft.origin is not None:
        weights = block_of(demand.taken[charge.place], draft.origin).sum(axis=0)
    else:
        yield clock.local_day(clock.index(draft.billed)), amount
        return
    last = first + (draft.end - draft.start) // HOUR
    starts = [first, *(int(hour) for hour in clock.day_starts if first < hour < last)]
    sums = np.add.reduceat(weights, [hour - first for hour in starts]).tolist()
    whole = sum(sums)
    for hour, part in zip(starts, sums, strict=True):
        if part:
            yield clock.local_day(hour), amount * Fraction(part) / Fraction(whole)


def credited(
    spent: Iterable[tuple[Payable, str, Fraction]], charges: Sequence[Charge], rounding: Rounding
) -> list[tuple[int, str, Decimal]]:
    """Money by charge (its number) and voucher, in the order of their first days.

    Of each voucher the running total is rounded, not every line: no more is spent than there is,
    and never more on a charge than it comes to.
    """
    exact: dict[tuple[int, str], Fraction] = {}
    for payable, voucher_id, amount in spent:
        key = (payable.line, voucher_id)
        exact[key] = exact.get(key, Fraction(0)) + amount
    running: defaultdict[str, Fraction] = defaultdict(Fraction)
    given: defaultdict[str, Decimal] = defaultdict(Decimal)
    left = {number: charge.amount for number, charge in enumerate(charges)}
    found = []
    for (number, voucher_id), amount in exact.items():
        running[voucher_id] += amount
        due = rounding.round(running[voucher_id]) - given[voucher_id]
        money = min(due, left[number])
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
