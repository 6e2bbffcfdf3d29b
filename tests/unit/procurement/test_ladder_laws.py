"""Laws of the programme: against brute force, against the programme by unit, and monotony."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.procurement.curves import Curve
from models.procurement.limits import Budget, Cap
from models.procurement.plans import Plan, monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import CannotBeMetError, solve

Numbers = NDArray[np.float64]
MONTHS, UNITS = 3, 2


def random_problem(seed: int, *, limited: bool) -> Problem:
    draw = np.random.default_rng(seed)
    hours = -np.sort(-draw.uniform(0, 730, (MONTHS, UNITS)), axis=1)
    price = draw.uniform(50, 200)
    curve = Curve(np.ones(UNITS), hours * price, hours, hours * price)
    terms = sorted(draw.choice([1, 2, 3, 5], 2, replace=False).tolist())
    fees = np.sort(draw.uniform(20e3, 90e3, 2))[::-1]
    plans = tuple(
        monthly_plan(f"p{n}", term, fee, "a", lead_months=int(draw.integers(0, 2)))
        for n, (term, fee) in enumerate(zip(terms, fees.tolist(), strict=True))
    )
    limits = ()
    if limited:
        spent = curve.paid_cny.sum(axis=1)
        limits = (
            Cap("cap", frozenset({"p0", "p1"}), tuple(draw.integers(1, 3, MONTHS).tolist())),
            Budget("budget", tuple((spent * draw.uniform(0.7, 1.3, MONTHS)).tolist())),
        )
    in_hand = tuple(draw.integers(0, 2, draw.integers(0, MONTHS)).tolist())
    return Problem((Pool("a", curve, in_hand),), plans, limits, mip_gap=0.0)


def brute_force(problem: Problem) -> float | None:
    """The cheapest of all whole ladders, written out without the programme's code."""
    (pool,) = problem.pools
    best = None
    starts = [(p, t) for p in problem.plans for t in range(MONTHS) if t + p.lead_months < MONTHS]
    for counts in itertools.product(range(UNITS + 1), repeat=len(starts)):
        active = np.zeros(MONTHS)
        fees = np.zeros(MONTHS)
        for (plan, month), units in zip(starts, counts, strict=True):
            begin = month + plan.lead_months
            active[begin : begin + plan.term_months] += units
            fee = plan.flows_cny[-1]
            paid = slice(month, min(month + plan.term_months, MONTHS))
            fees[paid] += units * fee
        held = pool.in_hand() + active
        left = np.array(
            [pool.curve.values_cny[t, min(int(held[t]), UNITS) :].sum() for t in range(MONTHS)]
        )
        if not allowed(problem, active, fees + left):
            continue
        cost = left.sum() + charged(starts, counts)
        best = cost if best is None else min(best, cost)
    return best


def charged(starts: list[tuple[Plan, int]], counts: tuple[int, ...]) -> float:
    """Fees of the months inside the horizon in which a contract runs."""
    return sum(
        units * plan.flows_cny[-1] * min(plan.term_months, MONTHS - month - plan.lead_months)
        for (plan, month), units in zip(starts, counts, strict=True)
    )


def allowed(problem: Problem, active: Numbers, spent: Numbers) -> bool:
    for limit in problem.limits:
        if isinstance(limit, Cap) and (active > np.array(limit.units) + 1e-9).any():
            return False
        if isinstance(limit, Budget) and (spent > np.array(limit.cny) + 1e-6).any():
            return False
    return True


@pytest.mark.parametrize("limited", [False, True])
def test_the_programme_finds_what_brute_force_finds(limited: bool) -> None:
    impossible = 0
    for seed in range(100):
        problem = random_problem(seed, limited=limited)
        best = brute_force(problem)
        if best is None:
            impossible += 1
            with pytest.raises(CannotBeMetError):
                solve(problem)
        else:
            assert solve(problem).cost_cny == pytest.approx(best, rel=1e-9), seed
    assert (impossible > 5) == limited  # the limits do bind


def cost_by_unit(problem: Problem) -> float:
    """Each unit for itself: the cheapest way to serve or pay by the hour, month after month."""
    (pool,) = problem.pools
    total = 0.0
    for unit in range(UNITS):
        ahead = np.zeros(MONTHS + 1)
        for month in reversed(range(MONTHS)):
            ways = [pool.curve.values_cny[month, unit] + ahead[month + 1]]
            for plan in problem.plans:
                inside = min(plan.term_months, MONTHS - month)
                ways.append(plan.flows_cny[-1] * inside + ahead[month + inside])
            ahead[month] = min(ways)
        total += ahead[0]
    return total


def without_lead_or_hand(problem: Problem) -> Problem:
    pools = tuple(replace(pool, in_hand_units=()) for pool in problem.pools)
    plans = tuple(replace(plan, lead_months=0) for plan in problem.plans)
    return replace(problem, pools=pools, plans=plans)


@pytest.mark.parametrize("seed", range(25))
def test_the_programme_never_costs_more_than_unit_by_unit(seed: int) -> None:
    problem = without_lead_or_hand(random_problem(seed, limited=False))
    assert solve(problem).cost_cny <= cost_by_unit(problem) + 1e-6


@pytest.mark.parametrize("seed", range(25))
def test_another_plan_never_raises_cost(seed: int) -> None:
    problem = random_problem(seed, limited=False)
    fewer = replace(problem, plans=problem.plans[:1])
    assert solve(problem).cost_cny <= solve(fewer).cost_cny + 1e-6


@pytest.mark.parametrize("seed", range(25))
def test_all_prices_doubled_double_the_cost(seed: int) -> None:
    problem = random_problem(seed, limited=False)
    curve = problem.pools[0].curve
    twice = replace(curve, values_cny=2 * curve.values_cny, paid_cny=2 * curve.paid_cny)
    plans = tuple(
        replace(plan, flows_cny=tuple(2 * flow for flow in plan.flows_cny))
        for plan in problem.plans
    )
    pools = (replace(problem.pools[0], curve=twice),)
    doubled = solve(replace(problem, pools=pools, plans=plans))
    assert doubled.cost_cny == pytest.approx(2 * solve(problem).cost_cny)


@pytest.mark.parametrize("seed", range(25))
def test_more_hours_never_cost_less(seed: int) -> None:
    problem = random_problem(seed, limited=False)
    curve = problem.pools[0].curve
    more = replace(curve, values_cny=curve.values_cny * 1.3)
    pools = (replace(problem.pools[0], curve=more),)
    assert solve(replace(problem, pools=pools)).cost_cny >= solve(problem).cost_cny - 1e-6


@pytest.mark.parametrize("seed", range(25))
def test_without_whole_numbers_the_answer_is_whole_all_the_same(seed: int) -> None:
    # consecutive months in every column: an interval matrix
    for units in solve(random_problem(seed, limited=False)).bought.values():
        assert units == pytest.approx(round(units), abs=1e-6)


def test_nothing_bought_costs_every_hour_at_its_price() -> None:
    problem = random_problem(3, limited=False)
    curve = problem.pools[0].curve
    answer = solve(problem)
    assert answer.without_cny == pytest.approx(float(curve.values_cny.sum()))
