"""What purchases come to over scenarios. A month has 730 hours, an hour of a unit costs 150."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.expected import expected_cost
from models.buying.offered import Offered
from models.buying.outcome import fee_of_units, look_ahead, outcome, running
from models.buying.scenarios import draw
from models.buying.solving import Bought, Rules
from models.buying.spot_use import SpotOffer
from models.procurement.ladder import REFERENCE_LADDER, Ladder
from models.procurement.limits import ServiceLevel
from models.procurement.plans import Tiers, TierStep
from models.procurement.policy import LadderPolicy, PolicySettings
from models.procurement.regimes import generate_demand
from models.procurement.replay import View
from tests import pool_cases
from tests.pool_cases import equally_likely, offered

HOURS = 730
MONTHS = 24
ROUGH = 1_000  # yuan: a load's curve is tabulated at 400 points


MONTH, YEAR = offered("pool", "month", 1, 60_000), offered("pool", "year", 12, 48_000)
PACK = replace(offered("pool", "pack", 12, 10_000), worth=0.0, pack_hours=1_200.0)


def case_of(
    levels: np.ndarray, *offers: Offered, past: np.ndarray | None = None, recourse: bool = True
) -> PoolCase:
    """A pool whose scenarios are constant within every month, all equally likely."""
    known = np.ones((1, HOURS)) * 4 if past is None else past
    more = {} if recourse else {"monthly": None}
    return pool_cases.case_of("pool", known, equally_likely(levels), offers, **more)


def test_need_beyond_what_is_held_is_served_by_the_cheaper_of_hour_and_month() -> None:
    # 4 units in one scenario and 6 in the other, 5 held from a year. In the first month a unit more
    # is paid by the hour, 109,500 in one of two; later by the single month, 60,000 in one of two.
    levels = np.repeat([[4.0], [6.0]], 12, axis=1)
    case = case_of(levels, MONTH, YEAR, past=np.ones((1, HOURS)) * 6)
    found = outcome(look_ahead(case), *running([Bought(YEAR, 0, 5)], case.horizon))
    assert found.bought_fees == pytest.approx([240_000] * 12)
    assert found.by_hour_cost == pytest.approx([54_750, *[0] * 11], abs=ROUGH)
    assert found.single_fees == pytest.approx([0, *[30_000] * 11])
    # Idle is the fifth unit in one of two scenarios.
    assert found.idle_hours == pytest.approx([365] * 12, abs=5)
    assert found.stranded == pytest.approx([24_000] * 12, abs=ROUGH)
    assert found.scenario_costs == pytest.approx(
        [240_000 * 12, 240_000 * 12 + 109_500 + 11 * 60_000], rel=3e-3
    )


levels_of = st.lists(st.floats(0.1, 5), min_size=6, max_size=6)


@settings(max_examples=25)
@given(
    st.lists(levels_of, min_size=1, max_size=4),
    st.integers(0, 5),
    st.integers(0, 3),
    st.sampled_from(["hour", "single months", "spot", "packs"]),
)
def test_laws_of_every_outcome(paths: list[list[float]], years: int, now: int, rest: str) -> None:
    case = case_of(np.array(paths), MONTH, YEAR, recourse=rest == "single months")
    if rest == "spot":
        sale = YEAR.sale
        case = replace(case, spot=SpotOffer("pool", sale, Fraction(60), 1.5))
    bought = [b for b in (Bought(YEAR, 1, years), Bought(MONTH, 0, now)) if b.units]
    packs = [Bought(PACK, 1, 2.0)] if rest == "packs" else []
    ahead = look_ahead(case)
    found = outcome(ahead, *running(bought, case.horizon), packs=packs)
    needed = case.scenarios.weights @ case.needed * HOURS
    # What is needed is covered or paid by the hour; what is held is used or idle.
    assert found.covered_hours + found.by_hour_hours == pytest.approx(needed)
    held = (found.bought_units + found.single_units) * HOURS
    packed = found.covered_hours + found.idle_hours - held
    assert float(packed.sum()) == pytest.approx(
        sum(float(case.scenarios.weights @ hours) for hours in found.pack_hours), abs=1e-6
    )
    # Five of the pack's twelve months lie within the horizon, and as much of its hours.
    assert float(packed.sum()) <= 2 * 1_200 * 5 / 12 + 1e-6
    fees = found.bought_fees + found.single_fees
    assert float((fees + found.by_hour_cost).sum()) == pytest.approx(
        float(case.scenarios.weights @ found.scenario_costs)
    )
    # The curve alone says the same as the scenarios; of packs it hopes for the mean.
    told = expected_cost(case, [*bought, *packs])
    whole = float((fees + found.by_hour_cost).sum())
    assert told <= whole + ROUGH if packs else told == pytest.approx(whole)
    assert (found.stranded <= fees + 1e-6).all()


@settings(max_examples=15)
@given(st.lists(levels_of, min_size=1, max_size=4))
def test_no_purchases_cost_less_than_the_ladder(paths: list[list[float]]) -> None:
    case = case_of(np.array(paths), MONTH, YEAR)
    ladder = solve_ladders([case], Rules(0.0)).bought["pool"]
    least = expected_cost(case, ladder)
    for units in range(6):
        for one in (MONTH, YEAR):
            assert least <= expected_cost(case, [Bought(one, 0, units)]) + 1e-3


def test_what_a_purchase_saves_adds_up_to_what_the_ladder_saves() -> None:
    case = case_of(np.full((1, 12), 6.0), YEAR, past=np.ones((1, HOURS)) * 6)
    advice = Advice(look_ahead(case), (Bought(YEAR, 0, 4), Bought(YEAR, 0, 2)))
    saved = sum(advice.expected(advice.savings(one)) for one in advice.stack)
    assert saved == pytest.approx(6 * 12 * (109_500 - 48_000), rel=3e-3)
    assert saved == pytest.approx(expected_cost(case, ()) - expected_cost(case, advice.bought))


def test_tiers_are_paid_as_their_kind_says() -> None:
    # E5: 25 units at 60, 56 and 52 thousand: 1,420,000 in steps; all 25 at 52,000 otherwise.
    steps = (TierStep(0, 1.0), TierStep(10, 56 / 60), TierStep(20, 52 / 60))
    for kind, whole in (("graduated", 1_420_000), ("all_units", 1_300_000)):
        one = offered("pool", "tiered", 1, 60_000, tiers=Tiers(kind, steps))  # type: ignore[arg-type]
        assert fee_of_units(Bought(one, 0, 25)) * 25 == pytest.approx(whole)


@pytest.mark.parametrize(
    ("regime", "shortest"), [("stable", 1), ("growth", 1), ("seasonal", 1), ("bursty", 3)]
)
def test_without_limits_the_advice_is_that_of_the_policy_that_is_replayed(
    regime: str, shortest: int
) -> None:
    past = generate_demand(regime, 5, 12)
    terms = tuple(term for term in REFERENCE_LADDER.terms if term.months >= shortest)
    offers = [
        offered("pool", term.name, term.months, int(term.fee_cny_per_month)) for term in terms
    ]
    scenarios = draw(past, MONTHS, 0, 7, np.zeros((0, 0)))
    case = replace(case_of(np.ones((1, MONTHS)), *offers, past=past), scenarios=scenarios)
    bought = solve_ladders([case], Rules(0.5)).bought["pool"]
    now = {b.offered.term_months: b.units for b in bought if b.month == 0}
    policy = LadderPolicy(PolicySettings(evidence_share=0.5))
    advised = policy(View(past, np.zeros(MONTHS), Ladder(150, terms)))
    assert sum(now.values()) == pytest.approx(sum(advised.values()), abs=1)
    assert now.get(24, 0) == pytest.approx(advised.get(24, 0), abs=1)


def test_prices_and_need_can_be_changed_and_planned_runs_stay() -> None:
    case = replace(case_of(np.full((1, 12), 4.0), YEAR), planned=np.ones((12, 1)))
    more = case.changed(demand=1.5, price=2.0)
    assert more.scenarios.levels.mean() == 6
    assert more.planned.mean() == 1
    assert more.price_cny == 300


@pytest.mark.parametrize(("seed", "months"), [(17, 1), (22, 4), (20, 2), (32, 6)])
def test_all_of_millions_of_hours_can_be_covered(seed: int, months: int) -> None:
    # Sums of so many hours miss each other by a thousandth of one, which is no contradiction.
    past = np.random.default_rng(seed).random((months, HOURS)) * 1_800
    scenarios = draw(past, MONTHS, 0, 7, np.zeros((0, 0)))
    case = case_of(np.ones((1, MONTHS)), MONTH, YEAR, past=past, recourse=False)
    level = ServiceLevel("all", 1.0)
    case = replace(case, scenarios=scenarios)
    bought = solve_ladders([case], Rules(0.0, 0.008, (level,))).bought["pool"]
    ahead = look_ahead(case)
    found = outcome(ahead, *running(bought, case.horizon))
    reached = (case.scenarios.weights @ ahead.served[:, :, -1]) * HOURS
    assert found.covered_hours == pytest.approx(reached)
