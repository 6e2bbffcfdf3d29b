"""How much of a sum or a quantity to buy: money an hour, packs, agreements over a period.

Cost falls with every unit that use fills and rises with every unit that it does not: it is convex,
so the cheapest amount is found from a guess in a few bills. For money an hour it is exact to the
cent: the cost bends only where some hour's use is just covered, so a quantile of hourly use costs
least, rounded down or up to the cent. (Lines are rounded to the cent: what is nearer is a tie.)

Where an hour's price depends on how much else is used (tiers, a minimum charge), or several items
are covered one after the other, cost is not convex: every amount is priced, up to MOST_PRICED of
them. Of money an hour these are the sums at which some hour's use is just covered: between two of
them a tier that gets dearer, or whose price holds for all units, may hide a cheaper sum.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np

from data.errors import UsageError
from models.billing.case import Case, Units
from models.billing.clock import add_months
from models.billing.compare import Compared, by_the_hour, compare_one
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.parts import Price, only_one
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT

MOST_UNITS = 100_000
MOST_PRICED = 2_000
"""Amounts that are priced one by one where none can be left out: some seconds."""

_CENT = Decimal("0.01")
_NOISE_DECIMALS = 6  # of a cent: below it two floats are the same sum of money


def money_rungs(case: Case, plan: SavingsPlan) -> list[Compared]:
    """Some commitments, ascending: none, one, the cheapest, and where the cost bends around it.

    A unit is one of the plan's currency an hour; the cheapest is to the cent.
    """
    one_an_hour = plan.model_copy(update={"commitment": Decimal(1)})
    hourly = _money_by_hour(case, plan)
    if not hourly.any():
        return [by_the_hour(case)]
    cents = np.round(hourly * 100, _NOISE_DECIMALS)
    bends = np.unique(np.concatenate([[0], np.floor(cents), np.ceil(cents)])).astype(np.int64)
    at = _priced(case, one_an_hour)

    def amount(place: int) -> Decimal:
        return int(bends[place]) * _CENT

    guess = int(np.searchsorted(bends, int(_quantile(case, plan, cents))))
    best = _best_of(case, plan, len(bends), guess, lambda place: at(amount(place)).cost)
    around = {amount(place) for place in (best - 1, best, best + 1) if 0 <= place < len(bends)}
    return [at(units) for units in sorted({Decimal(0), Decimal(1)} | around)]


def balance_rungs(case: Case, plan: Pack | CommittedSpend) -> list[Compared]:
    """Some numbers of packs or agreements, ascending: none, one, the cheapest and those beside it.

    Raises:
        UsageError: more than MOST_UNITS would be needed; MOST_PRICED where all are priced.
    """
    most = _most(case, plan)
    at = _priced(case, plan)
    best = _best_of(case, plan, most + 1, most, lambda units: at(units).cost)
    wanted = {0, 1, best - 1, best, best + 1}
    return [at(units) for units in sorted(wanted) if 0 <= units <= most]


def _best_of(case: Case, plan: Plan, count: int, start: int, cost: Callable[[int], Decimal]) -> int:
    if case.may_have_valleys:
        return cheapest_of_all(count, cost, plan.plan_id)
    return lowest(count, start, cost)


def cheapest_of_all(count: int, cost: Callable[[int], Decimal], plan_id: str) -> int:
    """Of `count` places the cheapest, of a tie the first; every one is looked at.

    Raises:
        UsageError: there are more than MOST_PRICED.
    """
    if count > MOST_PRICED:
        raise UsageError(
            f"{count} amounts would all have to be priced, beside tiers or for several items",
            where=plan_id,
            remedy="Compare it in the units that you name, or over fewer days.",
        )
    return min(range(count), key=cost)


def lowest(count: int, start: int, cost: Callable[[int], Decimal]) -> int:
    """Of `count` places the cheapest, of a tie the first; their cost falls and then rises."""
    at, before = min(max(start, 0), count - 1), -1
    while at != before:
        before = at
        at = _downhill(at, 1, count, cost)
        at = _downhill(at, -1, count, cost)
    return at


def _downhill(at: int, step: int, count: int, cost: Callable[[int], Decimal]) -> int:
    """Ever longer steps while they help, then ever shorter ones."""
    width, longer = 1, True
    while width:
        to = at + step * width
        is_better = 0 <= to < count and (cost(to) < cost(at) or (step < 0 and cost(to) == cost(at)))
        at, longer = (to, longer) if is_better else (at, False)
        width = width * 2 if longer else width // 2
    return at


def _priced(case: Case, plan: SavingsPlan | Pack | CommittedSpend) -> Callable[[Units], Compared]:
    """Bills by number of units, each made once."""
    known: dict[Units, Compared] = {0: by_the_hour(case)}

    def at(units: Units) -> Compared:
        if units not in known:
            known[units] = compare_one(case, plan, units)
        return known[units]

    return at


def _rates(case: Case, plan: SavingsPlan | CommittedSpend) -> list[Fraction]:
    """Price under the plan of every item; zero where it is not for it."""
    prices: Sequence[Price] = plan.prices
    found = [only_one(prices, item, plan.plan_id) for item in case.usage.items]
    return [price.rate if price else Fraction(0) for price in found]


def _money_by_hour(case: Case, plan: SavingsPlan) -> np.typing.NDArray[np.float64]:
    """What each measured hour's use comes to under the plan, in its currency."""
    rates = np.array([float(rate) for rate in _rates(case, plan)])
    spans = [case.usage.ticks[:, first:last] for first, last in case.spans]
    return np.asarray(rates @ np.concatenate(spans, axis=1) / TICKS_PER_UNIT)


def _quantile(case: Case, plan: SavingsPlan, cents: np.typing.NDArray[np.float64]) -> float:
    """The sum that as many hours exceed as make a further cent worth its price.

    A further cent costs a cent in every hour that uses it, and its idle price in all others; it
    saves what its use would have cost by the hour.
    """
    recurring = 1 - Fraction(plan.upfront_ratio)
    unused = recurring if plan.unused_pay_ratio is None else Fraction(plan.unused_pay_ratio)
    idle = Fraction(plan.upfront_ratio) + unused
    under_plan = float(cents.sum()) / 100 * float(case.worth(plan))
    gain = float(case.baseline.total) / under_plan - 1
    if gain <= 0:
        return 0.0
    busy = int(len(cents) * float(idle) / (float(idle) + gain))
    return float(np.sort(cents)[::-1][min(busy, len(cents) - 1)])


def _most(case: Case, plan: Pack | CommittedSpend) -> int:
    """Units that all use of the days compared can fill; of an agreement, of a whole period."""
    used = [Fraction(int(ticks.sum()), TICKS_PER_UNIT) for ticks in case.usage.ticks]
    if isinstance(plan, Pack):
        weights = [plan.units_of(item) for item in case.usage.items]
        whole = Fraction(plan.quantity)
    else:
        weights = _rates(case, plan)
        start = case.runs[0][0]
        days = (add_months(start, plan.period_months) - start).days
        whole = Fraction(plan.commitment) * case.hours / (24 * days)
    need = sum((use * weight for use, weight in zip(used, weights, strict=True)), Fraction(0))
    most = ceil(need / whole) if whole else 0
    if most > MOST_UNITS:
        raise UsageError(
            f"Covering all use takes {most} units",
            where=plan.plan_id,
            remedy="Check the usage and the size of the unit: are they in the same measure?",
        )
    return most
