"""Several limits at once on drawn companies: every month obeys them, or what must give says so.

Units, yuan and hours are added up here from what is bought and published, not by the programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.limits import after_giving
from models.buying.outcome import look_ahead
from models.buying.solving import Ladders, Rules
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap
from models.procurement.solving import CannotBeMetError, Gap
from tests.pool_cases import PRICE, case_of, equally_likely, offered

Numbers = NDArray[np.float64]
MONTHS, HOURS = 15, 730
LOOSE = 1e9
SEEDS = range(8)


def drawn_pool(draw: np.random.Generator, pool: str) -> PoolCase:
    """A pool whose need strays by scenario, sold by the month, and by the year in packages."""
    steps = np.cumsum(draw.normal(0, draw.choice([0.02, 0.2]), (3, MONTHS)), axis=1)
    level = float(draw.integers(2, 8))
    past = np.ones((12, HOURS)) * level
    packages = {"package_units": int(draw.integers(1, 4)), "minimum_units": int(draw.integers(4))}
    offers = (
        offered(pool, "month", 1, 60_000),
        offered(pool, "year", 12, 48_000, **packages),
    )
    levels = level * np.exp(np.minimum(steps, 1.0))
    return case_of(pool, past, equally_likely(levels), offers)


def drawn(seed: int) -> tuple[list[PoolCase], list[Limit]]:
    """Two pools, `a` of imported chips, and those limits that the seed has."""
    draw = np.random.default_rng(seed)
    cases = [drawn_pool(draw, pool) for pool in "ab"]
    needed = sum(float(case.past.mean()) for case in cases)
    everything = frozenset(one.name for case in cases for one in case.offers)
    imported = frozenset(one.name for one in cases[0].offers)
    limits: list[Limit] = [
        Cap("cap", everything, (float(int(needed * draw.uniform(0.5, 1.2))),) * MONTHS),
        ShareCap("share", imported, float(draw.uniform(0.1, 0.7))),
        Budget("budget", (needed * 60_000 * draw.uniform(0.7, 1.5),) * MONTHS),
        ServiceLevel("level", float(draw.uniform(0.5, 0.95))),
    ]
    return cases, [limit for limit in limits if draw.random() < 0.7]


@dataclass(frozen=True)
class Used:
    """What all pools come to by month: units, those that are imported, yuan; and hours in all."""

    units: Numbers
    imported: Numbers
    yuan: Numbers
    covered: float
    needed: float


def used(cases: Sequence[PoolCase], ladders: Ladders) -> Used:
    units, yuan = {}, np.zeros(MONTHS)
    covered = needed = 0.0
    for case in cases:
        found = Advice(look_ahead(ladders.of(case)), ladders.bought[case.pool_id]).outcome
        running = found.single_units.copy()
        for one in ladders.bought[case.pool_id]:
            last = one.month + one.offered.term_months
            running[one.month : last] += one.units
            yuan[one.month : last] += one.units * float(one.offered.payments[1])
            if one.month <= 12:
                assert one.units % one.offered.package_units == pytest.approx(0, abs=1e-6)
                assert one.units >= one.offered.minimum_units - 1e-6
        units[case.pool_id] = running
        yuan += found.single_units * 60_000 + found.by_hour_hours * PRICE
        covered += float(found.covered_hours.sum())
        needed += float((found.covered_hours + found.by_hour_hours).sum())
    return Used(units["a"] + units["b"], units["a"], yuan, covered, needed)


def excess(limit: Limit, found: Used) -> Numbers:
    """By how much a limit is exceeded, by month; of a service level, in all."""
    if isinstance(limit, Cap):
        return np.subtract(found.units, limit.units)
    if isinstance(limit, ShareCap):
        return found.imported - limit.share * found.units
    if isinstance(limit, Budget):
        return np.subtract(found.yuan, limit.cny)
    return np.array([limit.share * found.needed - found.covered])


def solve_giving(cases: Sequence[PoolCase], limits: Sequence[Limit]) -> tuple[Ladders, list[Gap]]:
    """The ladders, and what must give for them: what is told in one go is enough."""
    # A share begins with contracts in hand, of which these companies have none.
    rules = Rules(0.25, limits=tuple(_with_months(limit) for limit in limits))
    gaps: list[Gap] = []
    for _ in limits:  # a group of limits that bind may grow by one each time
        try:
            return solve_ladders(cases, rules, frozenset(gap.name for gap in gaps)), gaps
        except CannotBeMetError as fault:
            gaps += fault.gaps
            rules = replace(rules, limits=after_giving(rules.limits, fault.gaps))
    return solve_ladders(cases, rules), gaps


def _with_months(limit: Limit) -> Limit:
    return replace(limit, in_hand_units=(0.0,) * MONTHS) if isinstance(limit, ShareCap) else limit


@pytest.mark.parametrize("seed", SEEDS)
def test_every_month_obeys_every_limit_or_it_is_told_what_must_give(seed: int) -> None:
    cases, limits = drawn(seed)
    ladders, gaps = solve_giving(cases, limits)
    found = used(cases, ladders)
    for limit in limits:
        over = excess(limit, found)
        for gap in gaps:
            if gap.name == limit.name:
                over[gap.month] -= gap.by
        near = 1e-6 if isinstance(limit, Cap | ShareCap) else 1.0  # a yuan of millions, an hour
        assert over.max() <= near, limit.name


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_loose_limits_change_nothing(seed: int) -> None:
    cases, _ = drawn(seed)
    everything = frozenset(one.name for case in cases for one in case.offers)
    loose = (
        Cap("cap", everything, (LOOSE,) * MONTHS),
        ShareCap("share", everything, 1.0),
        Budget("budget", (LOOSE,) * MONTHS),
        ServiceLevel("level", 0.0),
    )
    without = solve_ladders(cases, Rules(0.25))
    assert solve_ladders(cases, Rules(0.25, limits=loose)) == without
