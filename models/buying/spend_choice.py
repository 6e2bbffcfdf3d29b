"""Commitments in money beside the ladder: the cheapest way to have one, or none.

A savings plan for one pool alone is a plan of the programme, and needs nothing of this. What
several pools draw from together, and what is drawn over a year, is weighed against the ladder in
several ways: on what the ladder leaves, with what it buys of the same offer for pools apart drawn
together; and on what one leaves that takes its rates for the price of the hour. What is drawn by
the hour is weighed in a third, with units that are chosen beside it (`around_money.py`). The
ladder as it was is the last: nothing makes it dearer.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.buying.advice import Advice
from models.buying.around_money import ladders_around, sums_to_try
from models.buying.case import PoolCase
from models.buying.choices import paid_earlier
from models.buying.deciding import solve_ladders
from models.buying.holding import broken
from models.buying.money_terms import Spend
from models.buying.offered import Offered
from models.buying.outcome import look_ahead, running
from models.buying.solving import Bought, Ladders, Rules
from models.buying.spend_left import Left, Purchase, SharedOffer, Window, capacity_of, money_of
from models.buying.spending import Committed, best_commitment, committed, committed_cny
from models.buying.together import Together
from models.procurement.solving import CannotBeMetError

Numbers = NDArray[np.float64]

Way = Literal["beside", "at_its_rate", "around"]
WAYS: tuple[Way, ...] = ("beside", "at_its_rate", "around")

_LEAST_GAIN = 1e-4  # of the cost: hours are drawn from the year, and do not tell less
_SMALLER = (1.0, 0.75, 0.5, 0.25)  # where a limit has no room for all


@dataclass(frozen=True)
class Weighed:
    """What is left to an offer beside a ladder, and the best of it there."""

    left: Left
    found: Committed


@dataclass(frozen=True)
class WithMoney:
    """Ladders, the commitment in money among them where there is one, and those that are not.

    `apart_cost`: present value without it, where any is for sale; `cost` with it.
    """

    ladders: Ladders
    chosen: Weighed | None = None
    way: Way = "beside"
    refused: tuple[Weighed, ...] = ()
    cost: float = 0.0
    apart_cost: float = 0.0

    @property
    def offer_name(self) -> str | None:
        """The offer that was chosen."""
        return self.chosen.left.offer.name if self.chosen else None


def shared_offers(cases: Sequence[PoolCase]) -> list[SharedOffer]:
    """Savings plans for several pools, and agreements, by their name."""
    found: dict[str, dict[str, Offered]] = {}
    for case in cases:
        for one in (*case.offers, *case.agreements):
            if one.money is not None:
                found.setdefault(one.offer_id, {})[case.pool_id] = one
    offers = (SharedOffer(by_pool) for _, by_pool in sorted(found.items()))
    return [one for one in offers if len(one.by_pool) > 1 or not one.terms.is_hourly]


def solve_with_money(
    cases: Sequence[PoolCase],
    rules: Rules,
    binding: frozenset[str] = frozenset(),
    like: WithMoney | None = None,
) -> WithMoney:
    """What costs least, commitments in money among it.

    `like`: only what was chosen there is weighed, in the way in which it was.

    Raises:
        CannotBeMetError: limits contradict each other.
    """
    apart = solve_ladders(cases, rules, binding)
    offers = shared_offers(cases)
    ways: Sequence[Way] = WAYS
    if like is not None:
        offers = [one for one in offers if one.name == like.offer_name]
        ways = [like.way]
    if not offers:
        return WithMoney(apart)
    costs = _Costs(cases, apart, rules.rate)
    best = WithMoney(apart, cost=costs.of(apart) * (1 - _LEAST_GAIN), apart_cost=costs.of(apart))
    weighed: dict[str, Weighed] = {}
    for offer, way in product(offers, ways):
        with suppress(CannotBeMetError):
            for ladders, one in _weighed(cases, rules, offer, way, apart, like):
                weighed.setdefault(offer.name, one)
                cost = costs.of(ladders) if one.found.bought else np.inf
                if cost < best.cost:
                    best = WithMoney(ladders, one, way, cost=cost, apart_cost=best.apart_cost)
    refused = (one for name, one in weighed.items() if name != best.offer_name)
    return replace(best, refused=tuple(refused))


def _weighed(
    cases: Sequence[PoolCase],
    rules: Rules,
    offer: SharedOffer,
    way: Way,
    apart: Ladders,
    like: WithMoney | None,
) -> Iterator[tuple[Ladders, Weighed]]:
    if way == "beside":
        yield _shared(cases, rules, offer, apart, has_singles=True)
    elif way == "at_its_rate":
        dearer = [_at_its_rate(case, offer) for case in cases]
        ladders = solve_ladders(dearer, rules, apart.binding)
        yield _shared(cases, rules, offer, ladders, has_singles=False)
    elif offer.terms.is_hourly:
        for money in sums_to_try(cases, offer) if like is None else [_sums(like)]:
            ladders = ladders_around(cases, rules, offer, apart, money)
            yield _shared(cases, rules, offer, ladders, has_singles=False)


def _sums(found: WithMoney) -> Numbers:
    """Yuan an hour by month of what was chosen."""
    assert found.chosen is not None  # noqa: S101  no other way is like it
    money = np.zeros(found.chosen.left.months)
    for window, much in found.chosen.found.bought:
        money[window.first : window.after] += much
    return money


def _at_its_rate(case: PoolCase, offer: SharedOffer) -> PoolCase:
    """A pool as if the hour cost what the offer counts it at."""
    own = offer.by_pool.get(case.pool_id)
    if own is None:
        return case
    others = tuple(one for one in case.offers if one is not own)
    ratio = money_of(own).cny_per_unit_hour / (case.price_cny * case.cards)
    return replace(case, offers=others, monthly=None).changed(price=min(ratio, 1.0))


def _shared(
    cases: Sequence[PoolCase],
    rules: Rules,
    offer: SharedOffer,
    ladders: Ladders,
    *,
    has_singles: bool,
) -> tuple[Ladders, Weighed]:
    """The ladder with the best commitment beside it; as it was where none pays, or has room."""
    pools = tuple(
        ladders.of(case if has_singles else replace(case, monthly=None))
        for case in cases
        if case.pool_id in offer.by_pool
    )
    months = pools[0].horizon.months
    begins = min(offer.one.lead_months, months - 1)
    bought, capacity, bases, now = dict(ladders.bought), [], [], []
    for case in pools:
        name = offer.by_pool[case.pool_id].name
        others = tuple(one for one in bought[case.pool_id] if one.offered.name != name)
        own = [one for one in bought[case.pool_id] if one.offered.name == name]
        units, base = (running(those, case.horizon)[0] for those in (others, own))
        capacity.append(capacity_of(look_ahead(case), units, base))
        bases.append(base)
        due = sum(o.units * o.offered.worth for o in others if o.month == 0)
        now.append(float(case.held_whole[begins]) + due)
        bought[case.pool_id] = others
    left = Left(Together(pools), offer, tuple(capacity), tuple(now))
    found = best_commitment(left, rules.rate, rules.evidence_share)
    for share in _SMALLER if found.bought else ():
        some = found if share == 1.0 else _scaled(left, found, share)
        told = _told(ladders, left, some, bases if has_singles else None, bought)
        if not broken(rules.limits, [told.of(case) for case in cases], told.bought):
            return told, Weighed(left, some)
    return ladders, Weighed(left, replace(found, bought=()))


def _scaled(left: Left, found: Committed, share: float) -> Committed:
    """So much of what is committed to, as it is sold."""
    step = left.offer.step
    smaller = [
        Purchase(window, float(np.floor(much * share / step) * step))
        for window, much in found.bought
    ]
    again = committed(left, [one for one in smaller if one.much >= left.offer.smallest])
    return replace(again, least_saves=found.least_saves, is_proven=found.is_proven)


def _told(
    ladders: Ladders,
    left: Left,
    found: Committed,
    bases: Sequence[Numbers] | None,
    bought: dict[str, tuple[Bought, ...]],
) -> Ladders:
    """The ladder with each pool's part of what is committed to: by its use, month by month."""
    terms, pools = left.offer.terms, left.together.cases
    used = found.used.sum(axis=0)
    parts = np.divide(
        found.used, used, out=np.full_like(found.used, 1 / len(pools)), where=used > 0
    )
    money = committed_cny(left, found)
    spends, bought = {}, dict(bought)
    for number, case in enumerate(pools):
        offered = replace(left.offer.by_pool[case.pool_id], is_shared=True)
        per_unit = money_of(offered).cny_per_unit_hour if terms.is_hourly else 1.0
        more = [
            Bought(
                offered,
                window.bought,
                much * _part(parts[number], money, window) / per_unit,
            )
            for window, much in found.bought
        ]
        bought[case.pool_id] = (*bought[case.pool_id], *(one for one in more if one.units > 0))
        spends[case.pool_id] = Spend(
            found.shares[number],
            parts[number] * money,
            float(left.rates.discounted[number]),
            float(left.rates.listed[number]),
            terms.idle_ratio,
            None if bases is None else bases[number],
        )
    return replace(ladders, bought=bought, spend=spends)


def _part(parts: Numbers, money: Numbers, window: Window) -> float:
    """Of what is committed in some months, a pool's share."""
    runs = slice(window.first, window.after)
    return float(parts[runs] @ money[runs] / money[runs].sum())


@dataclass
class _Costs:
    """Present value of what ladders are expected to cost; pools as in `apart` are asked once."""

    cases: Sequence[PoolCase]
    apart: Ladders
    rate: float
    _known: dict[str, float] = field(default_factory=dict)

    def of(self, ladders: Ladders) -> float:
        """Of all pools together."""
        return sum(self._of_pool(case, ladders) for case in self.cases)

    def _of_pool(self, case: PoolCase, ladders: Ladders) -> float:
        name = case.pool_id
        if name in ladders.spend or ladders.bought[name] != self.apart.bought[name]:
            return ladder_cost(ladders.of(case), ladders.bought[name], self.rate)
        if name not in self._known:
            self._known[name] = ladder_cost(self.apart.of(case), self.apart.bought[name], self.rate)
        return self._known[name]


def ladder_cost(case: PoolCase, bought: Sequence[Bought], rate: float) -> float:
    """Present value of what a pool is expected to cost."""
    found = Advice(look_ahead(case), tuple(bought)).outcome
    due = case.held_fees + found.bought_fees + found.single_fees + found.by_hour_cost
    discounted = float(due @ (1 + rate) ** -np.arange(1.0, len(due) + 1))
    return discounted + paid_earlier(case, bought, rate)
