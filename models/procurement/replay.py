"""Policies replayed month by month, each with only what was known then, against hindsight.

At the start of every month a policy sees the hours of all months before and the contracts in hand,
and buys. Fees count within the months replayed only, for policies and hindsight alike, so that
nobody gains by where the replay ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.hindsight import hindsight_cost
from models.procurement.ladder import Ladder

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """What is known at the start of a month.

    `past`: needs, months x hours, of all months before. `in_hand`: units of contracts that run in
    this month and each of the next, as far as the longest term reaches. `planned`: units that
    planned runs will need for certain beside all else, months ahead x hours, of any number of
    months; `past_planned`: the part of `past` that was such runs (its shape, or nothing).
    """

    past: Numbers
    in_hand: Numbers
    ladder: Ladder
    planned: Numbers = field(default_factory=lambda: np.zeros((0, 1)))
    past_planned: Numbers = field(default_factory=lambda: np.zeros((0, 1)))

    def last_hours(self, days: int) -> Numbers:
        """Needs of the last `days` days, fewer where fewer are known."""
        return self.past.ravel()[-24 * days :] if self.past.size else np.zeros(0)


Purchase = Mapping[int, float]
"""Units bought now, by the months of their term."""


Policy = Callable[[View], Purchase]
"""Decides what to buy now."""

MakePolicy = Callable[[], Policy]
"""A policy may remember; each replay has one of its own."""


@dataclass(frozen=True)
class Billed:
    """The months replayed as they are paid: needs (months x hours), nothing past a month's end.

    `hours` of each month. Policies see every month with the same number of hours.
    """

    needs: Numbers
    hours: Numbers

    @classmethod
    def all_hours(cls, demand: Numbers) -> "Billed":
        """Months that all have as many hours as `demand`."""
        return cls(demand, np.full(len(demand), float(demand.shape[1])))


@dataclass(frozen=True)
class Replayed:
    """What a policy did and cost, in yuan over the months replayed.

    `bought`: units by month and term. `stranded_cny`: fees of units no hour of the month needed, by
    the hour: idle unit-hours x what their contract's hour cost. `lock_in_months`: mean over months
    of the unit-months still owed per unit of mean need. `held`: units running, by month.
    """

    cost_cny: float
    pay_as_you_go_cny: float
    fees_cny: float
    hindsight_cny: float
    contracted_at_list_cny: float
    used_unit_hours: float
    committed_unit_hours: float
    stranded_cny: float
    lock_in_months: float
    bought: Numbers
    held: Numbers
    fees_by_month_cny: Numbers
    pay_as_you_go_by_month_cny: Numbers

    @property
    def ratio(self) -> float:
        """Cost over cost with perfect hindsight."""
        return self.cost_cny / self.hindsight_cny

    @property
    def savings_ratio(self) -> float:
        """Effective savings rate: what all hours would have cost by the hour, less the cost."""
        return (self.contracted_at_list_cny - self.cost_cny) / self.contracted_at_list_cny

    @property
    def coverage_ratio(self) -> float:
        """Hours covered by contracts over hours needed."""
        needed = self.contracted_at_list_cny
        return max(0.0, needed - self.pay_as_you_go_cny) / needed if needed else 0.0

    @property
    def utilisation_ratio(self) -> float:
        """Hours used of the contracts over hours committed."""
        return self.used_unit_hours / self.committed_unit_hours if self.committed_unit_hours else 0


def replay(
    make_policy: MakePolicy,
    demand: Numbers,
    ladder: Ladder,
    known_months: int = 0,
    hindsight_cny: float | None = None,
    billed: Billed | None = None,
) -> Replayed:
    """Replay a policy over `demand` (months x hours), of which the first months are only known.

    No contract is in hand when it begins. Units are sold whole: parts are rounded. `billed`: the
    months replayed, where they are not all as long as `demand` has them.

    Raises:
        UsageError: no month is left to replay, or the policy bought a term that is not for sale.
    """
    months = len(demand) - known_months
    if months < 1 or known_months < 0:
        raise UsageError(
            f"{len(demand)} months of which {known_months} are known leave none to replay",
            where="replay",
            remedy="Give more months.",
        )
    held = np.zeros(months + ladder.longest_months)
    fees = np.zeros_like(held)
    bought = np.zeros((months, len(ladder.terms)))
    owed = np.zeros(months)
    policy = make_policy()
    for month in range(months):
        in_hand = held[month : month + ladder.longest_months].copy()
        choice = policy(View(demand[: known_months + month], in_hand, ladder))
        bought[month] = _units(choice, ladder)
        for units, term in zip(bought[month], ladder.terms, strict=True):
            held[month : month + term.months] += units
            fees[month : month + term.months] += units * term.fee_cny_per_month
        owed[month] = held[month + 1 :].sum()
    paid = billed or Billed.all_hours(demand[known_months:])
    best = hindsight_cost(paid.needs, ladder) if hindsight_cny is None else hindsight_cny
    return _accounts(paid, ladder, held[:months], fees[:months], owed, bought, best)


def _units(choice: Purchase, ladder: Ladder) -> list[float]:
    unknown = set(choice) - {term.months for term in ladder.terms}
    if unknown or any(not 0 <= units < np.inf for units in choice.values()):
        raise UsageError(
            f"A policy bought {dict(choice)}",
            where="replay",
            remedy="Buy terms that the ladder has, and never less than nothing.",
        )
    return [float(np.floor(choice.get(term.months, 0.0) + 0.5)) for term in ladder.terms]


def _accounts(
    paid: Billed,
    ladder: Ladder,
    held: Numbers,
    fees: Numbers,
    owed: Numbers,
    bought: Numbers,
    hindsight_cny: float,
) -> Replayed:
    price = ladder.pay_as_you_go_cny_per_hour
    covered = np.minimum(paid.needs, held[:, None])
    by_the_hour = price * (paid.needs - covered).sum(axis=1)
    committed = held * paid.hours
    idle = np.divide(
        committed - covered.sum(axis=1),
        committed,
        where=committed > 0,
        out=np.zeros_like(committed),
    )
    needed = float(paid.needs.sum())
    return Replayed(
        cost_cny=float(by_the_hour.sum()) + float(fees.sum()),
        pay_as_you_go_cny=float(by_the_hour.sum()),
        fees_cny=float(fees.sum()),
        hindsight_cny=hindsight_cny,
        contracted_at_list_cny=price * needed,
        used_unit_hours=float(covered.sum()),
        committed_unit_hours=float(committed.sum()),
        stranded_cny=float((fees * idle).sum()),
        lock_in_months=float(owed.mean()) * float(paid.hours.sum()) / needed if needed else 0.0,
        bought=bought,
        held=held,
        fees_by_month_cny=fees,
        pay_as_you_go_by_month_cny=by_the_hour,
    )
