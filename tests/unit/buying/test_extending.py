"""Contracts that end within a lead time, drawn at random: what goes on, and at what cost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.choices import choices_of
from models.buying.deciding import solve_ladders
from models.buying.in_hand import Contract
from models.buying.outcome import look_ahead
from models.buying.solving import Rules
from models.procurement.scenarios.ensemble import Scenarios
from tests.pool_cases import case_of, equally_likely, offered

MONTHS, HOURS = 24, 730


def contract(number: int, servers: int, months: int, case: PoolCase) -> Contract:
    """Servers of one card, to the end of a month of the horizon."""
    begin, end = case.horizon.decide_on - timedelta(days=90), case.horizon.month(months)
    return Contract(
        f"contract {number}",
        "pool",
        "Cloud A",
        "H20",
        "annual",
        12 if number else 1,
        servers,
        1,
        begin,
        end - timedelta(days=1),
        Fraction(62_000),
        "made up",
    )


def drawn(seed: int) -> PoolCase:
    """A pool whose need is known, with two contracts that end before or after an order arrives.

    Of every other one all is needed always.
    """
    draw = np.random.default_rng(seed)
    lead = int(draw.integers(1, 6))
    levels = draw.integers(10 * (seed % 2), 11, MONTHS).astype(float)
    scenarios: Scenarios = equally_likely(levels[None])
    offers = (
        offered("pool", "month", 1, int(draw.integers(50, 100)) * 1_000, lead_months=lead),
        offered("pool", "year", 12, int(draw.integers(30, 70)) * 1_000, lead_months=lead),
    )
    case = case_of("pool", np.ones((12, HOURS)) * 4, scenarios, offers)
    ends = draw.integers(0, lead + 2, 2).tolist()
    servers = draw.integers(1, 6, 2).tolist()
    ours = [contract(n, servers[n], ends[n], case) for n in (0, 1)]
    return replace(case, contracts=tuple(ours))


def ending_within_months(case: PoolCase) -> PoolCase:
    """The same contracts, to the 10th and the 20th of the month after."""
    longer = zip(case.contracts, (10, 20), strict=True)
    ours = [replace(one, last_day=one.last_day + timedelta(days=days)) for one, days in longer]
    return replace(case, contracts=tuple(ours))


@pytest.mark.parametrize("ending", [drawn, lambda seed: ending_within_months(drawn(seed))])
@pytest.mark.parametrize("seed", range(12))
def test_no_advice_is_dearer_than_going_on_as_today(
    seed: int, ending: Callable[[int], PoolCase]
) -> None:
    case, rules = ending(seed), Rules(0.0)
    ladders = solve_ladders([case], rules)
    bought = ladders.bought["pool"]
    advice = Advice(look_ahead(case), bought)
    costs = {one.choice: float(one.figures.cost) for one in choices_of(advice, 0.0, [], rules.rate)}
    assert costs["ladder"] <= costs["as_today"] + 1
    for one in case.contracts:
        went_on = sum(b.units for b in bought if b.offered.extends == one.commitment_id)
        assert went_on <= one.servers


def test_some_of_them_go_on_and_none_where_an_order_is_in_time() -> None:
    went_on = in_time = 0
    for seed in range(12):
        case = drawn(seed)
        bought = solve_ladders([case], Rules(0.0)).bought["pool"]
        went_on += any(one.offered.extends for one in bought)
        later = [replace(one, lead_months=0) for one in case.offers]
        in_time += len(replace(case, offers=tuple(later)).extensions)
    assert went_on >= 4
    assert in_time == 0
