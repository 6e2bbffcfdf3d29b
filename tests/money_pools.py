"""Pools that one commitment in money may serve, made in memory. A month has 720 hours, 30 days.

An hour of a unit costs 150, under a commitment 100 unless a test says otherwise: it pays from
100 / 150 = 66.67 % utilisation on.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.money_terms import MoneyTerms
from models.buying.offered import Offered
from models.buying.outcome import look_ahead
from models.buying.solving import Rules
from models.buying.spend_choice import WithMoney
from tests.pool_cases import PRICE, case_of, equally_likely, offered, sale_of

HOURS = 720
MONTHS = 12
DAY = np.tile(np.repeat([1.0, 0.0], 12), 30)  # needed from 0 to 12 o'clock
NIGHT = 1 - DAY
ALWAYS = np.ones(HOURS)
RULES = Rules(0.0)


def savings(pool: str, rate: float = 100.0, months: int = 12, **more: Any) -> Offered:
    """A savings plan: a unit of it is the money that one unit of the pool counts in every hour."""
    payments = (Fraction(0), *[Fraction(rate) * HOURS] * months)
    sale = sale_of("savings", months, "currency_per_hour")
    terms = {"sold_per_unit": rate, "money": MoneyTerms(rate, 1.0)} | more
    return Offered(pool, sale, payments, 1.0, "Cloud A", "H20", **terms)  # type: ignore[arg-type]


def agreement(pool: str, sum_cny: int, rate: float = 100.0, idle_ratio: float = 1.0) -> Offered:
    """A sum a year, drawn at a rate; of what is missing a share is paid."""
    payments = (Fraction(0), *[Fraction(sum_cny, 12)] * 12)
    money = MoneyTerms(rate, idle_ratio, float(sum_cny), 12)
    sale = sale_of("agreement", 12, "agreement")
    return Offered(pool, sale, payments, 0.0, "Cloud A", "H20", money=money, is_shared=True)


def year_of(pool: str, fee: int) -> Offered:
    """A server for a year."""
    return offered(pool, "year", 12, fee)


def pool_of(
    pool: str,
    shape: np.ndarray,
    levels: Any,
    *offers: Offered,
    known: int = 12,
    price: float = PRICE,
) -> PoolCase:
    """A pool whose need has one shape in every month: `levels` units at its peak, by scenario."""
    means = np.atleast_2d(np.asarray(levels, float)) * shape.mean()
    if means.shape[1] == 1:
        means = np.repeat(means, MONTHS, axis=1)
    past = np.tile(shape, (known, 1)) * float(means.mean() / max(shape.mean(), 1e-9))
    units = tuple(one for one in offers if one.is_units)
    shared = tuple(one for one in offers if one.is_shared)
    return case_of(pool, past, equally_likely(means), units, price=price, agreements=shared)


def cost(cases: Sequence[PoolCase], found: WithMoney) -> float:
    """Expected yuan of all pools."""
    total = 0.0
    for case in cases:
        advice = Advice(look_ahead(found.ladders.of(case)), found.ladders.bought[case.pool_id])
        total += float(case.scenarios.weights @ advice.outcome.scenario_costs)
    return total


def money_now(found: WithMoney) -> float:
    """What is committed now: yuan an hour, or agreements."""
    bought = found.chosen.found.bought if found.chosen else ()
    return sum(one.much for one in bought if one.window.bought == 0)


def in_all(cases: Sequence[PoolCase], found: WithMoney) -> float:
    """Yuan an hour committed, together or for pools apart."""
    now = (
        one.units * one.offered.sold_per_unit
        for bought in found.ladders.bought.values()
        for one in bought
        if one.month == 0 and one.offered.offer_id == "savings"
    )
    return sum(now)
