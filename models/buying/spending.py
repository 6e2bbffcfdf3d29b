"""How much money to commit, given what serves units: by the hour for a term, or by the year.

What contracts, single months and spot leave of the pools' need, hour by hour, is what a commitment
in money covers. It is weighed for what is signed now, and again whenever its term has ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.buying.offered import Offered
from models.buying.spend_left import Left, Purchase, Window
from models.procurement.evidence import LONG_TERM_MONTHS
from models.procurement.fees import annuity, present_value
from models.procurement.spend import Exceedance, covered

Numbers = NDArray[np.float64]

_MOST_AMOUNTS = 400
_KINKS = 200  # of a month
_MOST_AGREEMENTS = 200
_FEWEST_MONTHS = 3  # known: fewer are no year
_PAYS = 1e-6  # of a sum: what saves less saves nothing


@dataclass(frozen=True)
class Committed:
    """What is committed, and what it covers.

    `shares` of what is left, by pool, own scenarios x months; `used`: expected yuan by pool and
    month, counted at its rates. `least_saves`: present value of what the least that is sold would
    save now; `is_proven`: whether the evidence of last year is enough for that.
    """

    bought: tuple[Purchase, ...]
    shares: tuple[Numbers, ...]
    used: Numbers
    least_saves: float = 0.0
    is_proven: bool = True


def best_commitment(left: Left, rate: float, evidence_share: float) -> Committed:
    """What is cheapest of an offer, now and whenever its term ends; `rate`: discounting a month."""
    weigh = _by_the_hour if left.offer.terms.is_hourly else _by_the_period
    bought, least, is_proven = [], 0.0, True
    for window in left.offer.windows(left.months):
        most = np.inf if window.bought else _proven(left, evidence_share)
        tried, value = weigh(left, window, rate, most)
        if not window.bought:
            least, is_proven = float(value[1]), most >= left.offer.smallest
        allowed = tried <= most * (1 + _PAYS)
        much = _best(tried[allowed], value[allowed])
        if much > 0:
            bought.append(Purchase(window, much))
    found = committed(left, bought)
    return replace(found, least_saves=least, is_proven=is_proven)


def committed(left: Left, bought: Sequence[Purchase]) -> Committed:
    """What such purchases cover."""
    sums = [np.zeros((2, *one.shape)) for one in left.capacity]
    used = np.zeros((len(left.capacity), left.months))
    serve = _served_by_the_hour if left.offer.terms.is_hourly else _served_by_the_period
    for one in bought:
        for month, taken, needed in serve(left, one):
            used[:, month] = taken.mean(axis=1) * left.rates.discounted * left.hours
            for pool, parts in enumerate(sums):
                both = np.stack([taken[pool], needed[pool]], axis=1)
                parts[:, :, month] = left.together.by_own(pool, both).T
    shares = tuple(_ratio(parts[0], parts[1]) for parts in sums)
    return Committed(tuple(bought), shares, used)


Served = Iterator[tuple[int, Numbers, Numbers]]
"""Month; units covered, and units needed, in the mean of its hours: pools x scenarios."""


def _served_by_the_hour(left: Left, one: Purchase) -> Served:
    for month in one.window.months:
        need = left.need(month)
        yield month, covered(need, left.rates, one.much).mean(axis=2), need.mean(axis=2)


def _served_by_the_period(left: Left, one: Purchase) -> Served:
    """Drawn down as it comes until the period's sum is used up."""
    balance = np.zeros(0)
    for month in one.window.months:
        needed = left.need(month).mean(axis=2)
        counted = left.rates.discounted @ needed * left.hours
        if not (month - one.window.first) % left.offer.terms.period_months:
            balance = np.full(len(counted), one.much * _due(left, one.window, month))
        drawn = np.minimum(counted, balance)
        balance = balance - drawn
        yield month, needed * _ratio(drawn, counted), needed


def committed_cny(left: Left, found: Committed) -> Numbers:
    """Yuan committed by month, used or not: that of a period as it is expected to be drawn."""
    total = np.zeros(left.months)
    terms = left.offer.terms
    for window, much in found.bought:
        if terms.is_hourly:
            total[window.first : window.after] += much * left.hours
            continue
        for begin in range(window.first, window.after, terms.period_months):
            period = slice(begin, min(begin + terms.period_months, window.after))
            used = found.used[:, period].sum(axis=0)
            even = np.full_like(used, 1 / len(used))
            share = used / used.sum() if used.any() else even
            total[period] += much * _due(left, window, begin) * share
    return total


def _due(left: Left, window: Window, month: int) -> float:
    """The sum of a period that begins in a month: of one that outlasts the horizon its months."""
    terms = left.offer.terms
    inside = min(month + terms.period_months, window.after) - month
    return terms.period_cny * inside / terms.period_months


def _by_the_hour(left: Left, window: Window, rate: float, most: float) -> tuple[Numbers, Numbers]:
    """Sums of yuan an hour, the first of them none, and what each saves in present value."""
    terms = left.offer.terms
    money = _amounts(left, window, most)
    value = np.zeros_like(money)
    for at in window.months:  # one after the other: those of many pools are large
        curve = Exceedance.of(left.need(at, fewer=True), left.rates)
        saved = curve.avoided(money) - (1 - terms.idle_ratio) * curve.used(money)
        value += saved * left.hours * (1 + rate) ** -(at + 1.0)
    fee = _fee(left.offer.one, window, rate) / terms.cny_per_unit_hour
    return money, value - fee * terms.idle_ratio * money


def _fee(one: Offered, window: Window, rate: float) -> float:
    """Present value of one unit of an offer, pro rata within the horizon, on the day of decision.

    As `procurement.fees.cost_of_purchase` has it.
    """
    share = annuity(rate, len(window.months)) / annuity(rate, one.term_months)
    return present_value(one.flows_cny, rate) * share * float((1 + rate) ** -window.bought)


def _amounts(left: Left, window: Window, most: float) -> Numbers:
    """Sums where what one more avoids changes, as they are sold: to the hundredth, or in steps."""
    offer, kinks = left.offer, []
    for month in window.months:
        need = left.need(month, fewer=True)
        counted = np.sort(np.tensordot(left.rates.discounted, need, 1), axis=None)
        kinks.append(np.append(counted[:: max(counted.size // _KINKS, 1)], counted[-1]))
    found = np.unique(np.concatenate(kinks))
    found = found[np.linspace(0, len(found) - 1, min(len(found), _MOST_AMOUNTS)).astype(int)]
    step = offer.step
    steps = np.unique(np.floor(np.append(found, min(most, found[-1])) / step + 1e-6))
    money = np.unique(np.append(steps, steps + 1)) * step
    return np.append(0.0, np.unique(np.append(money[money > offer.smallest], offer.smallest)))


def _by_the_period(left: Left, window: Window, rate: float, most: float) -> tuple[Numbers, Numbers]:
    """Numbers of agreements, and what they save in present value.

    Each is drawn down by the use of its periods, and lost with their end.
    """
    one, terms = left.offer.one, left.offer.terms
    counted = np.stack([_counted(left, at) for at in window.months], axis=-1)
    saved = left.rates.listed / left.rates.discounted - (1 - terms.idle_ratio)
    fee = _fee(one, window, rate) * terms.idle_ratio
    tried = np.arange(0, _most_agreements(counted, terms.period_cny, most) + 1.0)
    value = -fee * tried
    for begin in range(0, len(window.months), terms.period_months):
        part = counted[:, :, begin : begin + terms.period_months]
        total = part.sum(axis=0)
        before = np.cumsum(total, axis=1) - total
        worth = np.tensordot(saved, part, axes=(0, 0))
        months = window.first + begin + np.arange(total.shape[1])
        for number, much in enumerate(tried.tolist()):
            due = much * _due(left, window, int(months[0]))
            served = worth * _ratio(np.clip(due - before, 0.0, total), total)
            value[number] += served.mean(axis=0) @ (1 + rate) ** -(months + 1.0)
    return tried, value


def _counted(left: Left, month: int) -> Numbers:
    """Yuan of a month at the discounted rates, pools x scenarios."""
    mean = left.need(month, fewer=True).mean(axis=2)
    found: Numbers = mean * left.rates.discounted[:, None] * left.hours
    return found


def _most_agreements(counted: Numbers, period_cny: float, most: float) -> float:
    """More than this nobody can use, or none may buy; one is weighed in any case."""
    highest = float(counted.sum(axis=(0, 2)).max(initial=0.0))
    return float(max(min(np.ceil(highest / period_cny), most, _MOST_AGREEMENTS), 1.0))


def _best(tried: Numbers, value: Numbers) -> float:
    """The least amount among the best; nothing where none pays."""
    best = float(value.max())
    if best <= _PAYS * float(np.abs(value).max()):
        return 0.0
    return float(tried[np.flatnonzero(value >= best * (1 - _PAYS))[0]])


def _proven(left: Left, evidence_share: float) -> float:
    """The most whose last yuan would have avoided, last year, that share of what it costs a year.

    Of a term of a year or more; what units in hand and bought now serve is no evidence.
    """
    terms = left.offer.terms
    if left.offer.one.term_months < LONG_TERM_MONTHS or evidence_share <= 0:
        return float("inf")
    need = left.together.past(left.now)
    known = need.shape[1] / left.hours
    year = 1 / max(known, _FEWEST_MONTHS)
    if not terms.is_hourly:
        counted = float((left.rates.discounted @ need).sum()) * year * LONG_TERM_MONTHS
        listed = float((left.rates.listed @ need).sum()) * year * LONG_TERM_MONTHS
        due = terms.period_cny / terms.period_months * LONG_TERM_MONTHS
        last = evidence_share * counted / listed if listed else 1.0  # of the last one, to be used
        return float(np.floor(counted / due + 1 - last + 1e-9)) if last <= 1 else 0.0
    curve = Exceedance.of(need, left.rates)
    costs = np.append(0.0, np.unique(curve.used_up))
    proven = curve.last(costs) * known * year >= evidence_share * (1 - 1e-9)
    return float(costs[1:][proven[:-1]].max(initial=0.0))


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 1e-12)
