"""The policy: promises about loads that need no model, the clamp, and the options."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.evidence import evidence_cny, units_with_evidence
from models.procurement.frontier import frontier, value_of_waiting
from models.procurement.ladder import REFERENCE_LADDER, Ladder, Term
from models.procurement.plans import monthly_plan
from models.procurement.policy import LadderPolicy, PolicySettings
from models.procurement.problem import Pool, Problem
from models.procurement.recourse import later_fees, unit_values
from models.procurement.regimes import generate_demand
from models.procurement.replay import View, replay
from models.procurement.solving import solve

Numbers = NDArray[np.float64]
HOURS = 730


def view(levels: Sequence[float], in_hand: float = 0.0) -> View:
    """Months that need so many servers in all of their hours."""
    past = np.repeat(np.array(levels, dtype=float)[:, None], HOURS, axis=1)
    return View(past, np.full(24, in_hand), REFERENCE_LADDER)


@pytest.mark.parametrize(("servers", "known"), [(10, 12), (20, 12), (60, 4), (100, 12), (151, 4)])
def test_a_flat_load_costs_within_a_percent_of_packages_only(servers: int, known: int) -> None:
    # packages only: so many servers x 36 months x 43,000
    demand = np.full((36 + known, HOURS), float(servers))
    done = replay(LadderPolicy, demand, REFERENCE_LADDER, known_months=known)
    assert done.cost_cny <= 1.01 * servers * 36 * 43_000


@pytest.mark.parametrize("seed", [100, 101])
def test_for_a_pool_that_hardly_runs_nothing_is_committed(seed: int) -> None:
    draw = np.random.default_rng(seed)
    demand = 8.0 * (draw.random((24, HOURS)) < 0.045)
    done = replay(LadderPolicy, demand, REFERENCE_LADDER, known_months=12)
    assert done.bought.sum() == 0


def test_without_any_history_nothing_is_bought() -> None:
    empty = View(np.zeros((0, HOURS)), np.zeros(24), REFERENCE_LADDER)
    assert LadderPolicy()(empty) == {}
    assert LadderPolicy()(view([0, 0, 0])) == {}


def test_steady_need_is_bought_for_two_years() -> None:
    assert LadderPolicy()(view([5] * 24)) == {24: 5}


def test_what_is_in_hand_is_not_bought_again() -> None:
    assert LadderPolicy()(view([5] * 12, in_hand=5)) == {}


def test_evidence_is_what_a_unit_would_have_cost_by_the_hour() -> None:
    # unit 1 ran 12 months, unit 2 three: 1,314,000 and 328,500; half a year at 43,000: 258,000
    evidence = evidence_cny(view([1] * 9 + [2] * 3).past, REFERENCE_LADDER)
    assert evidence.tolist() == [1_314_000, 328_500]
    two_years = REFERENCE_LADDER.terms[-1]
    assert units_with_evidence(evidence, two_years, 0.5) == 2
    assert units_with_evidence(evidence, two_years, 1.0) == 1  # 516,000
    assert units_with_evidence(evidence, two_years, 0.0) == float("inf")


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_no_long_term_without_evidence(share: float) -> None:
    demand = generate_demand("s_curve", 103, 20)
    policy = LadderPolicy(PolicySettings(evidence_share=share))
    held = np.zeros(60)
    for month in range(20):
        now = View(demand[:month], held[month : month + 24].copy(), REFERENCE_LADDER)
        evidence = evidence_cny(now.past, REFERENCE_LADDER)
        bought = policy(now)
        for term in REFERENCE_LADDER.terms[2:]:
            if bought.get(term.months):
                allowed = units_with_evidence(evidence, term, share)
                assert now.in_hand[0] + bought[term.months] <= allowed
        for months, units in bought.items():
            held[month : month + months] += units
    assert held[20:].sum() > 0  # long terms were bought


def test_a_short_history_counts_for_the_year_at_most_fourfold() -> None:
    # 6 months: twice as much; 1 month, 109,500: four times as much, not twelve
    half = evidence_cny(view([1] * 6).past, REFERENCE_LADDER)
    assert half.tolist() == [12 * 109_500]
    assert evidence_cny(view([1]).past, REFERENCE_LADDER).tolist() == [4 * 109_500]


def test_a_short_burst_is_served_by_the_month() -> None:
    # eleven months of 2 servers, then one of 6: four servers have 109,500 of evidence each,
    # half a year's fee at 43,000 is 258,000
    bought = LadderPolicy()(view([2] * 11 + [6]))
    assert bought.get(24, 0) + bought.get(12, 0) == 2


def test_laddering_spreads_long_terms_over_months() -> None:
    # a quarter of 8 servers a month
    spread = LadderPolicy(PolicySettings(most_long_share=0.25))(view([8] * 24))
    assert spread[24] == 2
    assert sum(spread.values()) == 8  # the rest by the month


def test_laddering_has_its_price() -> None:
    demand = np.full((36, HOURS), 8.0)
    slow = PolicySettings(most_long_share=0.25)
    free = replay(LadderPolicy, demand, REFERENCE_LADDER, 12).cost_cny
    assert replay(lambda: LadderPolicy(slow), demand, REFERENCE_LADDER, 12).cost_cny > free


def test_the_same_history_gives_the_same_decision_whatever_was_asked_before() -> None:
    demand = generate_demand("hype", 100, 18)
    asked = LadderPolicy()
    for month in range(1, 18):
        last = asked(View(demand[:month], np.zeros(24), REFERENCE_LADDER))
    assert last == LadderPolicy()(View(demand[:17], np.zeros(24), REFERENCE_LADDER))


@pytest.mark.parametrize("before", [[0] * 9, [0] * 6 + [0.1] * 3, [10] * 6 + [0] * 3])
def test_a_silent_past_neither_explodes_nor_hides_what_is_needed(before: list[float]) -> None:
    # 10 servers for the last three months: by the month, since it came late, and no more of them
    policy = LadderPolicy()
    now = view([*before, 10, 10, 10])
    assert 9 <= sum(policy(now).values()) <= 11
    next_month = policy.outlook(now).scenarios.levels[:, 0]
    assert np.quantile(next_month, 0.9) < 15


def test_what_fell_silent_is_not_bought() -> None:
    assert LadderPolicy()(view([10] * 11 + [0])) == {}


def test_the_policy_is_the_programme_on_the_same_curve() -> None:
    past = generate_demand("seasonal", 105, 6, known_months=12)[:16]
    now = View(past, np.zeros(24), REFERENCE_LADDER)
    policy = LadderPolicy(PolicySettings(evidence_share=0))
    pool = Pool("a", policy.outlook(now).curve(REFERENCE_LADDER))
    plans = tuple(
        monthly_plan(str(term.months), term.months, term.fee_cny_per_month, "a")
        for term in REFERENCE_LADDER.terms
    )
    bought = solve(Problem((pool,), plans)).now()
    assert sum(bought.values()) > 10
    assert {int(months): units for months, units in bought.items()} == pytest.approx(policy(now))


def test_a_large_pool_is_decided_in_blocks_and_by_the_same_rule() -> None:
    past = generate_demand("hype", 104, 14, known_months=6)
    small = View(past, np.zeros(24), REFERENCE_LADDER)
    large = View(past * 40, np.zeros(24), REFERENCE_LADDER)
    few, many = LadderPolicy()(small), LadderPolicy()(large)
    assert float(large.past.max()) > 1000
    for months in few | many:
        assert many.get(months, 0) / 40 == pytest.approx(few.get(months, 0), abs=2)
    points = [frontier(view, (0.5,))[0].expected_cost_cny for view in (small, large)]
    assert points[1] == pytest.approx(40 * points[0], rel=0.01)


def test_a_large_pool_is_bought_to_the_unit() -> None:
    # decided in 150 blocks of 151 / 150 units
    assert sum(LadderPolicy()(view([151] * 24)).values()) == 151


def test_a_ladder_without_a_monthly_plan_is_no_obstacle() -> None:
    ladder = Ladder(150, (Term("annual", 12, 48_000), Term("three_years", 36, 36_000)))
    past = np.full((12, HOURS), 4.0)
    assert LadderPolicy()(View(past, np.zeros(36), ladder)) == {36: 4}


def test_a_unit_still_needed_after_half_a_term_can_be_had_on_it_then() -> None:
    fees = [(1, 60.0), (3, 56.0), (12, 48.0), (24, 43.0)]
    assert later_fees(fees, 14).tolist() == [np.inf, 60.0, *[56.0] * 4, *[48.0] * 6, 43.0, 43.0]


def test_without_single_months_a_unit_replaces_the_hour_until_a_term_could_be_had() -> None:
    # a quarter counts from 2 months ahead, a year from 6; until then all hours of a month at 150
    ladder = Ladder(150, (Term("quarter", 3, 56_000), Term("annual", 12, 48_000)))
    values = unit_values(np.ones((1, 8, 1)), np.ones(1), ladder)
    assert values[:, 0].tolist() == [109_500, 109_500, *[56_000] * 4, 48_000, 48_000]


def test_an_evidence_share_beyond_one_is_refused() -> None:
    with pytest.raises(UsageError, match="evidence share"):
        PolicySettings(evidence_share=1.5)


def test_more_evidence_asked_for_strands_less_and_costs_more() -> None:
    past = generate_demand("growth", 100, 16, known_months=12)[:20]
    points = frontier(View(past, np.zeros(24), REFERENCE_LADDER), (0, 0.25, 0.5, 0.75, 1))
    costs = [point.expected_cost_cny for point in points]
    stranded = [point.stranded_cny for point in points]
    assert costs == sorted(costs)
    assert stranded == sorted(stranded, reverse=True)
    assert stranded[0] > stranded[-1]
    assert points[0].lock_in_months > points[-1].lock_in_months


def test_waiting_costs_where_need_is_steady_and_nothing_where_it_just_rose() -> None:
    steady = value_of_waiting(view([8] * 24))
    # a month of 8 servers at 60,000 or 56,000 in place of 43,000, and little to be learnt
    assert -8 * 17_000 * 2 < steady.value_of_waiting_cny < -8 * 17_000 / 2
    # 4 of 6 servers came three months ago: they are rented by the month either way
    risen = value_of_waiting(view([2] * 9 + [6] * 3)).value_of_waiting_cny
    assert risen == pytest.approx(-2 * 17_000, rel=0.01)
