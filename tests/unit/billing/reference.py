"""A slow, obvious price: hour by hour, plan by plan, item by item, in fractions.

Written from the rules in models/billing/README.md, not from the engine: no arrays, no segments, no
weights. Gives the exact sum of quantity and amount by (plan_id, kind, item_id, seller's month).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from models.billing.clock import Period, add_months
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.modes.subscription import Subscription
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.unit.billing.reference_prices import holds, listed, local, matching, rate_of

Key = tuple[str, str, str, date]
Sums = dict[Key, list[Fraction]]
HOUR = timedelta(hours=1)


@dataclass
class Ledger:
    """Sums of what is billed within the period."""

    period: Period
    sums: Sums = field(default_factory=lambda: defaultdict(lambda: [Fraction(0), Fraction(0)]))

    def add(
        self, plan: Plan, kind: str, item: str, billed: datetime, quantity: Any, rate: Any
    ) -> None:
        if quantity and (rate or kind != "fee") and self.period.start <= billed < self.period.end:
            month = local(billed, plan).date().replace(day=1)
            entry = self.sums[plan.plan_id, kind, item, month]
            entry[0] += Fraction(quantity)
            entry[1] += Fraction(quantity) * Fraction(rate)


def reference_sums(usage: Usage, plans: Sequence[Plan], period: Period) -> Sums:
    """Quantities and amounts by plan, kind, item and month."""
    ledger = Ledger(period)
    ordered = sorted(plans, key=lambda plan: plan.precedence)
    states: dict[int, dict[Any, Any]] = {n: defaultdict(Fraction) for n in range(len(ordered))}
    hours = (period.end - usage.first_hour) // HOUR
    for plan in ordered:
        fees(plan, usage, ledger, usage.first_hour + hours * HOUR)
    for hour in range(hours):
        at = usage.first_hour + hour * HOUR
        left = {
            item: Fraction(int(usage.ticks[number, hour]), TICKS_PER_UNIT)
            for number, item in enumerate(usage.items)
        }
        for number, plan in enumerate(ordered):
            one_hour(plan, ordered, at, left, states[number], ledger)
        assert not any(left.values()), "something was not priced"
    for number, plan in enumerate(ordered):
        settle(plan, states[number], ledger, usage.first_hour + hours * HOUR)
    return dict(ledger.sums)


def day_start(day: date, plan: Plan) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(plan.time_zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def held(plan: Any, at: datetime) -> bool:
    start = plan.purchase.starts_on
    return bool(day_start(start, plan) <= at < day_start(add_months(start, plan.term_months), plan))


def cut(quantity: Fraction) -> Fraction:
    """To a whole tick."""
    return Fraction(floor(quantity * TICKS_PER_UNIT), TICKS_PER_UNIT)


def fees(plan: Any, usage: Usage, ledger: Ledger, end: datetime) -> None:
    """What is due whether used or not."""
    if isinstance(plan, PayAsYouGo):
        return
    bought = plan.purchase
    start = day_start(bought.starts_on, plan)
    if isinstance(plan, Subscription):
        step = plan.term_months if plan.pay == "in_advance" else 1
        for month in range(0, plan.term_months, step):
            due = day_start(add_months(bought.starts_on, month), plan)
            rate = Fraction(plan.fee) * Fraction(plan.pay_ratio)
            ledger.add(plan, "fee", "", due, bought.units * step, rate)
    if isinstance(plan, Reserved):
        ledger.add(plan, "fee", "", start, bought.units, plan.upfront)
        for hour in range((end - usage.first_hour) // HOUR):
            now = usage.first_hour + hour * HOUR
            ledger.add(plan, "fee", "", now, bought.units * held(plan, now), plan.recurring)
    if isinstance(plan, SavingsPlan):
        last = day_start(add_months(bought.starts_on, plan.term_months), plan)
        hours = bought.units * ((last - start) // HOUR)
        ledger.add(plan, "fee", "", start, hours, plan.commitment * plan.upfront_ratio)
    if isinstance(plan, Pack):
        ledger.add(plan, "fee", "", start, bought.units, plan.price)


def one_hour(
    plan: Any,
    plans: Sequence[Plan],
    at: datetime,
    left: dict[Item, Fraction],
    state: dict[Any, Any],
    ledger: Ledger,
) -> None:
    if isinstance(plan, PayAsYouGo):
        for item, quantity in left.items() if holds(plan, plans, at) else ():
            price = matching(plan.prices, item)
            if price is not None:
                buy(plan, price, item, quantity, at, state, ledger)
                left[item] = Fraction(0)
    elif isinstance(plan, CommittedSpend):
        draw(plan, plan.prices, "price", plan.commitment, at, left, state, ledger)
    elif held(plan, at):
        if isinstance(plan, Pack):
            draw(plan, plan.draws, "units", plan.quantity, at, left, state, ledger)
        elif isinstance(plan, SavingsPlan):
            save(plan, plans, at, left, ledger)
        else:
            fill(plan, at, left, ledger)


def buy(
    plan: PayAsYouGo,
    price: ListPrice,
    item: Item,
    quantity: Fraction,
    at: datetime,
    state: dict[Any, Any],
    ledger: Ledger,
) -> None:
    if price.tiers is None:
        spread(plan, price, item, quantity, at, ledger)
        return
    day = local(at, plan).date()
    begun = day.replace(day=1) if price.tiers.counted == "month" else day
    counted = (begun, plan.prices.index(price), "" if price.tiers.together else item.item_id)
    while quantity:
        so_far = state[counted]
        reached = [n for n, s in enumerate(price.tiers.steps) if so_far >= s.from_quantity][-1]
        step = price.tiers.steps[reached]
        room = quantity
        if reached + 1 < len(price.tiers.steps):
            following = Fraction(price.tiers.steps[reached + 1].from_quantity)
            room = min(quantity, following - so_far)
        ledger.add(plan, "usage", item.item_id, at, room, step.price)
        state[counted] += room
        quantity -= room


def spread(
    plan: PayAsYouGo,
    price: ListPrice,
    item: Item,
    quantity: Fraction,
    at: datetime,
    ledger: Ledger,
) -> None:
    """Minute by minute; the parts of an hour are not cut: equal where they are whole ticks."""
    for minute in range(60):
        rate = rate_of(plan, price, at + timedelta(minutes=minute))
        ledger.add(plan, "usage", item.item_id, at, quantity / 60, rate / price.per)


def cover(
    plan: Plan,
    item: Item,
    each: Fraction,
    room: Fraction,
    at: datetime,
    left: dict[Item, Fraction],
    ledger: Ledger,
) -> Fraction:
    """What of an item has room, each unit taking so much of it; the room that is left."""
    part = left[item]
    if part * each > room:
        part = cut(room / each)
        room = Fraction(0)
    else:
        room -= part * each
    left[item] -= part
    ledger.add(plan, "covered", item.item_id, at, part, 0)
    return room


def fill(plan: Any, at: datetime, left: dict[Item, Fraction], ledger: Ledger) -> None:
    """Cards or instances of an hour."""
    room = Fraction(plan.cards * plan.purchase.units)
    items = [item for item in left if plan.match.selects(item) and item.component == "card"]
    flexible = isinstance(plan, Reserved) and plan.size_flexible
    if flexible:
        room *= Fraction(plan.size)
        items.sort(key=lambda item: item.size)
    for item in items:
        size = Fraction(item.size) if flexible else Fraction(1)
        room = cover(plan, item, size, room, at, left, ledger)
    ledger.add(plan, "unused", "", at, room, 0)


def save(
    plan: SavingsPlan,
    plans: Sequence[Plan],
    at: datetime,
    left: dict[Item, Fraction],
    ledger: Ledger,
) -> None:
    assert plan.purchase is not None
    whole = room = Fraction(plan.commitment) * plan.purchase.units
    priced = [(item, Fraction(matching(plan.prices, item).price)) for item in left]
    for item, rate in sorted(priced, key=lambda e: (e[1] / listed(plans, e[0], at), e[1])):
        room = cover(plan, item, rate, room, at, left, ledger)
    recurring = 1 - Fraction(plan.upfront_ratio)
    idle = recurring if plan.unused_pay_ratio is None else Fraction(plan.unused_pay_ratio)
    ledger.add(plan, "fee", "", at, whole - room, recurring)
    ledger.add(plan, "fee", "", at, room, idle)
    ledger.add(plan, "unused", "", at, room, 0)


def draw(
    plan: Any,
    draws: Sequence[Any],
    weight_name: str,
    whole: Any,
    at: datetime,
    left: dict[Item, Fraction],
    state: dict[Any, Any],
    ledger: Ledger,
) -> None:
    """From the balance of the period that the hour lies in."""
    months = getattr(plan, "period_months", plan.term_months)
    number = next(
        (
            start
            for start in range(0, plan.term_months, months)
            if day_start(add_months(plan.purchase.starts_on, start), plan)
            <= at
            < day_start(
                add_months(plan.purchase.starts_on, min(start + months, plan.term_months)), plan
            )
        ),
        None,
    )
    if number is None:
        return
    balance = Fraction(whole) * plan.purchase.units
    before = state[number]
    for item in list(left):
        found = matching(draws, item)
        if found is None or state[number] >= balance:
            continue
        weight = Fraction(getattr(found, weight_name))
        part = left[item]
        if part * weight > balance - state[number]:
            part = cut((balance - state[number]) / weight)
            state[number] = balance
        else:
            state[number] += part * weight
        left[item] -= part
        ledger.add(plan, "covered", item.item_id, at, part, 0)
    if isinstance(plan, CommittedSpend) and plan.pay == "as_used":
        ledger.add(plan, "fee", "", at, state[number] - before, 1)


def settle(plan: Any, state: dict[Any, Any], ledger: Ledger, end: datetime) -> None:
    """What is due when a balance ends."""
    if not isinstance(plan, (CommittedSpend, Pack)):
        return
    assert plan.purchase is not None
    spend = isinstance(plan, CommittedSpend)
    whole = Fraction(plan.commitment if spend else plan.quantity) * plan.purchase.units  # type: ignore[union-attr]
    months = plan.period_months if isinstance(plan, CommittedSpend) else plan.term_months
    for start in range(0, plan.term_months, months):
        first = add_months(plan.purchase.starts_on, start)
        last = add_months(plan.purchase.starts_on, min(start + months, plan.term_months))
        if isinstance(plan, CommittedSpend) and plan.pay == "in_advance":
            ledger.add(plan, "fee", "", day_start(first, plan), 1, whole)
        stop = day_start(last, plan)
        if stop > end:
            continue
        missing = whole - state[start]
        if isinstance(plan, CommittedSpend) and plan.pay == "as_used":
            ledger.add(plan, "shortfall", "", stop - HOUR, missing, plan.shortfall_pay_ratio)
        else:
            ledger.add(plan, "unused", "", stop - HOUR, missing, 0)
