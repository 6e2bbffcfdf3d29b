"""The replay: what is counted, that nothing is known beforehand, and hindsight that none beats."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.contest import MODEL, POLICIES, better_peers, replay_all
from models.procurement.exceedance import unit_hours
from models.procurement.hindsight import hindsight_cost
from models.procurement.ladder import REFERENCE_LADDER, Ladder, Term
from models.procurement.regimes import REGIMES, generate_demand
from models.procurement.replay import Purchase, View, replay

Numbers = NDArray[np.float64]
HOURS = 730
QUICK = [name for name in POLICIES if name != "two_stage"]


def buys(first: Purchase) -> object:
    """A policy that buys once, in the first month."""

    def make() -> object:
        left = [first]
        return lambda _view: left.pop() if left else {}

    return make


def test_hours_above_each_unit_are_counted_with_parts() -> None:
    # 2.5, 1 and 0 servers: unit 1 works 2 hours, unit 2 one, unit 3 half
    assert unit_hours(np.array([[2.5, 1.0, 0.0]])).tolist() == [[2.0, 1.0, 0.5]]


@given(st.lists(st.floats(0, 9), min_size=1, max_size=30), st.integers(1, 12))
@settings(max_examples=60)
def test_hours_by_unit_are_those_of_an_obvious_loop(need: list[float], units: int) -> None:
    hours = unit_hours(np.array([need]), units)[0]
    for unit in range(units):
        assert hours[unit] == pytest.approx(sum(min(max(n - unit, 0), 1) for n in need))


def test_pay_as_you_go_costs_exactly_price_times_demand() -> None:
    demand = generate_demand("bursty", 1, 2)
    done = replay(POLICIES["pay_as_you_go"], demand, REFERENCE_LADDER)
    assert done.cost_cny == 150 * demand.sum()
    assert (done.savings_ratio, done.stranded_cny, done.lock_in_months) == (0, 0, 0)


def test_what_is_bought_covers_strands_and_locks_in() -> None:
    # two servers for 3 months at 56,000; needed: 3 servers, then 1, in all hours of 2 months
    demand = np.array([np.full(HOURS, 3.0), np.full(HOURS, 1.0)])
    done = replay(buys({3: 2.0}), demand, REFERENCE_LADDER)  # type: ignore[arg-type]
    assert done.fees_cny == 4 * 56_000  # the third month lies outside
    assert done.pay_as_you_go_cny == 150 * HOURS
    assert done.stranded_cny == pytest.approx(56_000)  # one of two idle in the second month
    assert done.utilisation_ratio == pytest.approx(3 / 4)
    assert done.coverage_ratio == pytest.approx(3 / 4)
    # owed after the first month 2 x 2 unit-months, after the second 2 x 1: 3 on average, need 2
    assert done.lock_in_months == pytest.approx(1.5)


def test_the_effective_savings_rate_is_coverage_times_discount_at_full_use() -> None:
    # coverage 94.7 %, utilisation 100 %, discount 30 %: .947 x .30 = 28.4 %
    ladder = Ladder(150, (Term("monthly", 1, 0.7 * 150 * HOURS),))
    demand = np.full((1, HOURS), 1000.0)
    done = replay(buys({1: 947.0}), demand, ladder)  # type: ignore[arg-type]
    assert done.utilisation_ratio == 1
    assert done.savings_ratio == pytest.approx(0.2841)


def test_hindsight_of_two_months_is_reckoned_by_hand() -> None:
    # month 1 needs 2 servers, month 2 one. Two years at 43,000, pro rata: the first server
    # 2 x 43,000; the second: one month 60,000, or two years for both months 86,000
    demand = np.array([np.full(HOURS, 2.0), np.full(HOURS, 1.0)])
    assert hindsight_cost(demand, REFERENCE_LADDER) == pytest.approx(146_000)


@pytest.mark.parametrize("regime", REGIMES)
def test_nobody_beats_hindsight(regime: str) -> None:
    demand = generate_demand(regime, 100, 7, known_months=2)
    for name, done in replay_all(demand, REFERENCE_LADDER, 2).items():
        assert done.ratio >= 1 - 1e-9, name


@pytest.mark.parametrize("name", list(POLICIES))
def test_what_comes_later_changes_no_decision(name: str) -> None:
    demand = generate_demand("random_walk", 101, 8)
    changed = demand.copy()
    changed[5:] = 997.0
    as_it_was = replay(POLICIES[name], demand, REFERENCE_LADDER).bought
    corrupted = replay(POLICIES[name], changed, REFERENCE_LADDER).bought
    assert (as_it_was[:6] == corrupted[:6]).all()


def test_peers_that_would_have_been_cheaper_are_named() -> None:
    demand = generate_demand("growth", 102, 6)
    results = replay_all(demand, REFERENCE_LADDER, 0, [MODEL, "aws_60d_2y", "pay_as_you_go"])
    cheaper = better_peers(results)
    assert "pay_as_you_go" not in cheaper
    assert ("aws_60d_2y" in cheaper) == (results["aws_60d_2y"].ratio < results[MODEL].ratio)


def test_a_policy_may_not_buy_what_is_not_for_sale() -> None:
    with pytest.raises(UsageError, match="bought"):
        replay(buys({7: 1.0}), np.ones((2, HOURS)), REFERENCE_LADDER)  # type: ignore[arg-type]


def test_months_only_known_are_not_billed_and_contracts_begin_after_them() -> None:
    demand = np.array([np.full(HOURS, 9.0), np.full(HOURS, 1.0)])
    seen: list[View] = []

    def watch(view: View) -> Purchase:
        seen.append(view)
        return {}

    done = replay(lambda: watch, demand, REFERENCE_LADDER, known_months=1)
    assert done.cost_cny == 150 * HOURS
    assert [len(view.past) for view in seen] == [1]
    assert seen[0].in_hand.sum() == 0


def test_the_same_seed_gives_the_same_demand_and_regimes_differ() -> None:
    levels = {name: generate_demand(name, 3, 12).mean(axis=1) for name in REGIMES}
    assert (generate_demand("hype", 3, 4) == generate_demand("hype", 3, 4)).all()
    assert (generate_demand("hype", 3, 4) != generate_demand("hype", 4, 4)).any()
    # 3.5 % a month: 1.035^11 = 1.46 from the first to the twelfth month
    assert levels["growth"][11] / levels["growth"][0] == pytest.approx(1.46, abs=0.1)
    assert levels["seasonal"].max() / levels["seasonal"].min() > 1.8  # 1.4 / .6 = 2.3, smoothed
    fall = generate_demand("hype", 3, 30).mean(axis=1)
    assert 1 - fall[-1] / fall.max() == pytest.approx(0.65, abs=0.1)
