"""Constraints and kinds of plan, each in a case small enough to reckon by hand."""

import numpy as np
import pytest

from data.errors import UsageError
from models.procurement.curves import (
    Campaign,
    HourPrices,
    block_edges,
    curve_of_hours,
    curve_of_levels,
    with_campaigns,
)
from models.procurement.fees import cost_of_purchase, payments, present_value
from models.procurement.limits import Budget, Cap, ServiceLevel, ShareCap, given
from models.procurement.plans import HourPack, Plan, Spot, monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import CannotBeMetError, Gap, room_for, solve
from tests.unit.procurement.flat_pools import FULL_MONTH_CNY, HOURS, flat_pool

MONTH = monthly_plan("month", 1, 60_000, "a")


def test_buying_has_the_present_value_of_its_dated_payments() -> None:
    # 2,400,000 + 18,000 x 30.107505 - 600,000 x 1.01^-36 = 2,522,580.12; rent 60,000 x 30.107505
    flows = (2_400_000.0, *([18_000.0] * 35), 18_000.0 - 600_000.0)
    assert present_value(flows, 0.01) == pytest.approx(2_522_580.12, abs=0.005)
    assert present_value((0.0, *([60_000.0] * 36)), 0.01) == pytest.approx(1_806_450.30, abs=0.005)


def test_a_term_that_outlasts_the_horizon_counts_pro_rata() -> None:
    # bought in the second of three months: two of twelve months inside, 12 x 48,000 x 2 / 12
    plan = Plan("annual", 12, (576_000.0,), {"a": 1.0})
    problem = Problem((flat_pool([1, 1, 1]),), (plan,))
    assert cost_of_purchase(plan, 1, problem) == pytest.approx(96_000)


def test_upfront_is_paid_in_the_month_of_purchase_and_a_deposit_comes_back() -> None:
    plan = Plan("rent", 2, (10_000.0, 5_000.0, 5_000.0 - 10_000.0), {"a": 1.0})
    # month 1: 10,000 at once and 5,000 at its end; month 2: 5,000 and the deposit back
    assert payments(plan, 1, 4).tolist() == [0, 15_000, -5_000, 0]


def test_contracts_in_hand_serve_until_they_expire() -> None:
    answer = solve(Problem((flat_pool([4, 4], in_hand=(3.0,)),), (MONTH,)))
    assert answer.bought == {("month", 0): 1, ("month", 1): 4}


def test_what_is_ordered_serves_after_its_lead_time() -> None:
    late = monthly_plan("late", 1, 60_000, "a", lead_months=2)
    answer = solve(Problem((flat_pool([5, 5, 5]),), (late,)))
    # two months by the hour, then 5 servers: 10 x 109,500 + 5 x 60,000
    assert answer.bought == {("late", 0): 5}
    assert answer.cost_cny == pytest.approx(1_395_000)


def test_packages_are_bought_whole() -> None:
    # 7 servers, packages of 4: the second package serves 3: 3 x 109,500 > 4 x 60,000
    four = monthly_plan("four", 1, 60_000, "a", package_units=4)
    assert solve(Problem((flat_pool([7]),), (four,))).now() == {"four": 8}
    # of 5 the second would serve 1
    assert solve(Problem((flat_pool([5]),), (four,))).now() == {"four": 4}


def test_a_minimum_purchase_is_reached_or_nothing_is_bought() -> None:
    least = monthly_plan("least", 1, 60_000, "a", minimum_units=5)
    assert solve(Problem((flat_pool([3]),), (least,))).now() == {"least": 5}  # 300,000 < 328,500
    assert solve(Problem((flat_pool([2]),), (least,))).now() == {}  # 300,000 > 219,000


def test_a_budget_that_no_plan_keeps_says_what_must_give() -> None:
    # the cheapest month is 4 x 60,000 = 240,000, and 200,000 are given: 40,000 are missing
    limits = (Budget("budget", (200_000.0,)),)
    with pytest.raises(CannotBeMetError, match="budget in month 0 by 40,000") as caught:
        solve(Problem((flat_pool([4]),), (MONTH,), limits))
    assert caught.value.gaps == (Gap("budget", 0, pytest.approx(40_000, abs=1)),)
    after = tuple(given(one, gap.month, gap.by) for one in limits for gap in caught.value.gaps)
    assert solve(Problem((flat_pool([4]),), (MONTH,), after)).cost_cny == pytest.approx(240_000)


def test_no_part_is_bought_of_what_costs_more_than_a_month_has() -> None:
    # A server of 1,200,000 for 36 months, three of them inside: 100,000, by the month 3 x 60,000.
    # Of a budget of 500,000 a month 40 % of one could be paid, which nobody sells.
    dear = Plan("dear", 36, (1_200_000.0, *[0.0] * 36), {"a": 1.0})
    pool, budget = flat_pool([1] * 3), Budget("budget", (500_000.0,) * 3)
    for whole_months in (None, 1, 0):
        found = solve(Problem((pool,), (dear, MONTH), (budget,), whole_months=whole_months))
        assert {name for name, _ in found.bought} == {"month"}
    parts = solve(Problem((pool,), (dear, MONTH), (budget,), whole=False))
    assert ("dear", 0) in parts.bought  # 100,000 within the horizon, for three months


def test_room_is_made_where_limits_need_it_and_a_share_more_but_not_in_others() -> None:
    # 240,000 are needed and 200,000 given; with a cap of 2 it is 2 x 60,000 and 2 x 109,500 by the
    # hour. A hundredth of what the budget wants saved of 438,000 by the hour, 2,380, comes on top;
    # the cap, which is not named, gives nothing.
    budget, cap = Budget("budget", (200_000.0,)), Cap("cap", frozenset({"month"}), (2.0,))
    for limits, missing in (((budget,), 40_000), ((budget, cap), 139_000)):
        problem = Problem((flat_pool([4]),), (MONTH,), limits)
        gaps = room_for(problem, {"budget"}, 0.01)
        assert gaps == (Gap("budget", 0, pytest.approx(missing + 2_380)),)


def test_only_what_is_due_now_need_be_whole() -> None:
    # Need 5, then 3. A weak server, worth .7, costs 60,000 for two months. Free: 3 / .7 = 4.29 of
    # them and 2 by the month: 257,143 + 120,000. Whole now: 4 weak ones serve 2.8; .2 of one by
    # the hour, 21,900; next month .2 / .7 of a weak one, half its term inside: 8,571.
    # Whole throughout: .2 by the hour in both months.
    weak = Plan("weak", 2, (0.0, 60_000.0, 0.0), {"a": 0.7})
    pool = flat_pool([5, 3])
    free = solve(Problem((pool,), (weak, MONTH), whole=False))
    now = solve(Problem((pool,), (weak, MONTH), whole_months=1, mip_gap=0.0))
    all_whole = solve(Problem((pool,), (weak, MONTH), mip_gap=0.0))
    assert free.cost_cny == pytest.approx(120_000 + 60_000 * 3 / 0.7)
    assert now.cost_cny == pytest.approx(360_000 + 21_900 + 30_000 * 0.2 / 0.7)
    assert all_whole.cost_cny == pytest.approx(360_000 + 2 * 21_900)
    assert now.now() == all_whole.now() == {"weak": 4, "month": 2}


def test_a_service_level_buys_what_does_not_pay() -> None:
    # servers 3 and 4 run 100 of 730 hours: 15,000 by the hour; all hours: 1,460 + 200
    hours = np.r_[np.full(100, 4.0), np.full(630, 2.0)][None, :]
    pool = Pool("a", curve_of_hours(hours, [0, HOURS], HourPrices(150), block_edges(4)))
    assert solve(Problem((pool,), (MONTH,))).now() == {"month": 2}
    level = ServiceLevel("service", 0.90, "a")  # 1,494 hours: 34 of the third server
    assert solve(Problem((pool,), (MONTH,), (level,))).now() == {"month": 3}
    with pytest.raises(CannotBeMetError, match="service"):
        solve(Problem((pool,), (MONTH,), (level, Cap("cap", frozenset({"month"}), (0.0,)))))


def test_imported_servers_stay_within_their_share() -> None:
    imported = monthly_plan("imported", 1, 40_000, "a")
    domestic = monthly_plan("domestic", 1, 60_000, "a")
    share = ShareCap("imported", frozenset({"imported"}), 0.5)
    answer = solve(Problem((flat_pool([8]),), (imported, domestic), (share,)))
    assert answer.now() == {"imported": 4, "domestic": 4}


def test_one_chip_serves_two_pools_by_what_it_is_worth_in_each() -> None:
    # a server is worth 1 in a, .5 in b. a needs 2 and then 1, b 1 in both months. Four servers cost
    # 240,000; three serve month 2 whole and leave half of b in month 1 to the hour:
    # 3 x 60,000 + .5 x 109,500 = 234,750
    pools = (flat_pool([2, 1]), flat_pool([1, 1], pool_id="b"))
    shared = Plan("shared", 2, (0.0, 30_000.0, 30_000.0), {"a": 1.0, "b": 0.5})
    answer = solve(Problem(pools, (shared,)))
    assert answer.bought == {("shared", 0): 3}
    assert answer.cost_cny == pytest.approx(234_750)


def test_a_domestic_chip_switches_at_the_ratio_of_its_worth() -> None:
    # imported 60,000 at goodput .90; domestic at .45 x .80: worth .4, so 24,000 breaks even
    worth = 0.45 * 0.80 / 0.90
    imported = monthly_plan("imported", 1, 60_000, "a")

    def chosen(fee: float) -> set[str]:
        domestic = Plan("domestic", 1, (0.0, fee), {"a": worth})
        return set(solve(Problem((flat_pool([2]),), (imported, domestic), mip_gap=0.0)).now())

    assert chosen(23_900) == {"domestic"}
    assert chosen(24_100) == {"imported"}


def test_hours_of_a_pack_serve_what_servers_would_idle_for() -> None:
    # one server runs 300 h: 45,000 by the hour, 60,000 by the month, a pack of 400 h 30,000
    hours = np.r_[np.ones(300), np.zeros(430)][None, :]
    pool = Pool("a", curve_of_hours(hours, [0, HOURS], HourPrices(150), block_edges(1)))
    pack = HourPack("pack", 400, 30_000, 1, ("a",))
    answer = solve(Problem((pool,), (MONTH,), packs=(pack,), mip_gap=0.0))
    assert answer.packs == {("pack", 0): 1}
    assert answer.cost_cny == pytest.approx(30_000)


def test_hours_of_a_pack_expire() -> None:
    # 200 h in each of 3 months; a pack of 400 h for 20,000 that lasts two months: two packs
    hours = np.tile(np.r_[np.ones(200), np.zeros(530)], 3)[None, :]
    starts = [0, HOURS, 2 * HOURS, 3 * HOURS]
    pool = Pool("a", curve_of_hours(hours, starts, HourPrices(150), block_edges(1)))
    pack = HourPack("pack", 400, 20_000, 2, ("a",))
    answer = solve(Problem((pool,), (), packs=(pack,), terminal="must_end", mip_gap=0.0))
    assert sum(answer.packs.values()) == 2
    assert answer.cost_cny == pytest.approx(40_000)


def test_spot_serves_as_many_units_as_it_has() -> None:
    # 300 hours of 4 servers; spot at 60 with 12 % lost work is 68.18 an effective hour, for 3
    hours = np.r_[np.full(300, 4.0), np.zeros(430)][None, :]
    pool = Pool("a", curve_of_hours(hours, [0, HOURS], HourPrices(150), block_edges(4)))
    spot = Spot("spot", 60 / 0.88, 3, ("a",))
    answer = solve(Problem((pool,), (MONTH,), spots=(spot,)))
    # 3 x 300 x 68.1818 + 300 x 150
    assert answer.cost_cny == pytest.approx(3 * 300 * 60 / 0.88 + 45_000)


def test_where_hours_may_be_sold_out_they_cost_what_lacking_them_costs() -> None:
    # .9 x 150 + .1 x 2,000 = 335 an hour, of which 135 are paid
    prices = HourPrices(150, availability=0.9, shortage_cny_per_hour=2_000)
    curve = curve_of_hours(np.ones((1, 100)), [0, 100], prices, block_edges(1))
    assert curve.values_cny.tolist() == [[pytest.approx(33_500)]]
    assert curve.paid_cny.tolist() == [[pytest.approx(13_500)]]


def test_of_purchases_that_cost_the_same_the_later_and_the_shorter_is_made() -> None:
    # Two months are needed, from the third on: four months at 30,000 can begin in the first, the
    # second or the third, and five months at 24,000 cost as much.
    pool = flat_pool([0, 0, 5, 5, 0, 0, 0, 0, 0])
    plans = (monthly_plan("four", 4, 30_000, "a"), monthly_plan("five", 5, 24_000, "a"))
    answer = solve(Problem((pool,), plans))
    assert answer.bought == {("four", 2): 5}
    assert answer.cost_cny == pytest.approx(5 * 120_000, abs=1e-6)


def test_a_planned_run_is_in_every_scenario() -> None:
    demand = with_campaigns(np.zeros((2, 6)), [Campaign(2, 4, 16.0)])
    assert demand.tolist() == [[0, 0, 16, 16, 0, 0]] * 2


def test_scenarios_of_levels_have_the_curve_of_their_hours() -> None:
    shape = np.linspace(0.5, 1.5, HOURS)
    levels = np.array([[4.0, 6.0], [8.0, 2.0]])
    edges = block_edges(12)
    by_level = curve_of_levels(levels, shape, HourPrices(150), edges, HOURS)
    hours = (levels[:, :, None] * shape).reshape(2, -1)
    by_hour = curve_of_hours(hours, [0, HOURS, 2 * HOURS], HourPrices(150), edges)
    assert by_level.total_cny == pytest.approx(by_hour.total_cny, rel=2e-3)
    assert np.abs(by_level.hours - by_hour.hours).max() < 0.01 * HOURS


def test_prices_may_differ_by_scenario_and_month() -> None:
    demand = np.ones((2, 20))
    prices = HourPrices(np.array([[100.0, 200.0], [300.0, 400.0]]))
    curve = curve_of_hours(demand, [0, 10, 20], prices, block_edges(1))
    assert curve.values_cny[:, 0].tolist() == [2_000, 3_000]  # 10 h x mean price


def test_names_that_do_not_exist_are_refused() -> None:
    cap = Cap("cap", frozenset({"annual"}), (1.0,))
    with pytest.raises(UsageError, match="annual"):
        Problem((flat_pool([1]),), (MONTH,), (cap,))


def test_negative_demand_is_refused() -> None:
    with pytest.raises(UsageError, match="Demand runs from -1"):
        curve_of_hours(-np.ones((1, 10)), [0, 10], HourPrices(150), block_edges(1))


def test_the_full_price_of_a_month_is_what_its_hours_cost() -> None:
    pool = flat_pool([1])
    assert pool.curve.total_cny == FULL_MONTH_CNY
