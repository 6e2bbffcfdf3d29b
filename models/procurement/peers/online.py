"""Online algorithms with proven ratios: reserve once enough was paid by the hour."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.exceedance import unit_hours
from models.procurement.ladder import Ladder, Term
from models.procurement.peers.rules import term_of
from models.procurement.replay import Purchase, View

Numbers = NDArray[np.float64]


def deterministic_ratio(price_ratio: float) -> float:
    """Competitive ratio of the deterministic rule.

    `price_ratio`: what a reserved hour still costs, of the hourly price.
    """
    return 2 - price_ratio


def randomised_ratio(price_ratio: float) -> float:
    """Competitive ratio of the randomised rule."""
    return float(np.e / (np.e - 1 + price_ratio))


def draw_threshold(draw: np.random.Generator, price_ratio: float = 0.0) -> float:
    """Share of the fee to have paid before reserving: density e^s / (e - 1 + alpha), else 1."""
    uniform = draw.uniform() * (np.e - 1 + price_ratio)
    return float(min(np.log1p(uniform), 1.0))


class WangLiLiang:
    """Wang, Li and Liang (arXiv 1305.5608), at month ends, for one term.

    A unit is reserved when what the last term of months paid by the hour for hours above the
    reservations reaches the fee of a term (times a drawn share, in the randomised form); months
    before count as covered by it from then on. Months known before the start count (warm start).
    """

    def __init__(self, months: int, seed: int | None = None) -> None:
        self._months = months
        self._draw = None if seed is None else np.random.default_rng(seed)
        self._bought: dict[int, int] = {}

    def __call__(self, view: View) -> Purchase:
        """Units whose spend has reached the threshold."""
        term = term_of(view.ladder, self._months)
        now = len(view.past)
        first = max(0, now - term.months)
        window = view.past[first:]
        if not window.size:
            return {}
        over = [self._reserved_around(month, term) for month in range(first, now)]
        above = np.maximum(window - np.array(over, dtype=np.float64)[:, None], 0.0)
        spend = unit_hours(above).sum(axis=0) * view.ladder.pay_as_you_go_cny_per_hour
        fee = term.fee_cny_per_month * term.months
        units = 0
        while units < len(spend) and spend[units] >= fee * self._threshold():
            units += 1
        self._bought[now] = units
        return {term.months: units}

    def _threshold(self) -> float:
        return 1.0 if self._draw is None else draw_threshold(self._draw)

    def _reserved_around(self, month: int, term: Term) -> int:
        """Units reserved for a month, those included that later reservations cover backwards."""
        reach = range(month - term.months + 1, month + term.months)
        return sum(units for bought, units in self._bought.items() if bought in reach)


class ParkingPermit:
    """Meyerson 2005, at month ends: a longer term once shorter ones have cost as much as it.

    For every unit, what was paid within the last months of a term, by the hour and for shorter
    terms, is held against the whole fee of the term, the longest first.
    """

    def __init__(self) -> None:
        self._paid = np.zeros((0, 0))
        self._until: Numbers = np.zeros(0)
        self._fee: Numbers = np.zeros(0)

    def __call__(self, view: View) -> Purchase:
        """Units by term that have earned it."""
        now = len(view.past)
        self._settle(view, now)
        chosen: dict[int, float] = {}
        for unit in np.flatnonzero(self._until <= now):
            term = self._earned(view.ladder, int(unit), now)
            if term is not None:
                chosen[term.months] = chosen.get(term.months, 0) + 1
                self._until[unit] = now + term.months
                self._fee[unit] = term.fee_cny_per_month
        return chosen

    def _settle(self, view: View, now: int) -> None:
        """Write down what each unit paid in the months since."""
        units = max(int(np.ceil(view.past.max(initial=0.0))), self._paid.shape[1])
        grown = np.zeros((now, units))
        known = self._paid.shape
        grown[: known[0], : known[1]] = self._paid
        self._until = np.append(self._until, np.zeros(units - known[1]))
        self._fee = np.append(self._fee, np.zeros(units - known[1]))
        for month in range(known[0], now):
            hours = unit_hours(view.past[month : month + 1], units)[0]
            by_hour = hours * view.ladder.pay_as_you_go_cny_per_hour
            grown[month] = np.where(self._until > month, self._fee, by_hour)
        self._paid = grown

    def _earned(self, ladder: Ladder, unit: int, now: int) -> Term | None:
        for term in reversed(ladder.terms):
            paid = self._paid[max(0, now - term.months) :, unit].sum()
            if paid >= term.fee_cny_per_month * term.months:
                return term
        return None
