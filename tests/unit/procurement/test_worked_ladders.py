"""Worked examples: fractile, tiers, interval ladders, stranded spend, online ratios."""

import numpy as np
import pytest

from models.procurement.curves import HourPrices, block_edges, curve_of_hours
from models.procurement.limits import Cap
from models.procurement.peers.online import deterministic_ratio, randomised_ratio
from models.procurement.plans import Plan, Tiers, TierStep, monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import Answer, solve
from models.procurement.stranding import expected_outcome
from tests.unit.procurement.flat_pools import FULL_MONTH_CNY, HOURS, flat_pool, paid_at_once

LEVELS = {4: 0.1, 6: 0.2, 8: 0.4, 10: 0.2, 12: 0.1}


def one_month(levels: dict[int, float], plan: Plan, **settings: object) -> Answer:
    demand = np.repeat(np.array([list(levels)], dtype=float).T, HOURS, axis=1)
    curve = curve_of_hours(
        demand, [0, HOURS], HourPrices(150), block_edges(12), np.array(list(levels.values()))
    )
    return solve(Problem((Pool("a", curve),), (plan,), **settings))  # type: ignore[arg-type]


def test_the_fractile_buys_eight_servers() -> None:
    # 1 - 48,000 / 109,500 = 0.561644; P(D <= 6) = .3, P(D <= 8) = .7: K* = 8.
    # 8 x 48,000 + 109,500 x (.2 x 2 + .1 x 4) = 384,000 + 87,600 = 471,600
    answer = one_month(LEVELS, monthly_plan("annual", 1, 48_000, "a"))
    assert answer.now() == {"annual": 8}
    assert answer.cost_cny == pytest.approx(471_600)


@pytest.mark.parametrize(
    ("units", "cost"),
    # K x 48,000 + 109,500 x E[(D - K)+], for example K = 6: 288,000 + 109,500 x (.8 + .8 + .6)
    [(4, 630_000), (6, 528_900), (7, 500_250), (8, 471_600), (9, 486_750), (12, 576_000)],
)
def test_every_other_number_of_servers_costs_what_it_costs(units: int, cost: float) -> None:
    levels = np.array(list(LEVELS), dtype=float)
    outcome = expected_outcome(levels, list(LEVELS.values()), units, 48e3, FULL_MONTH_CNY)
    demand = np.repeat(levels[:, None], HOURS, axis=1)
    curve = curve_of_hours(
        demand, [0, HOURS], HourPrices(150), block_edges(12), np.array(list(LEVELS.values()))
    )
    nothing = monthly_plan("annual", 1, 48_000, "a", most_units=0)
    answer = solve(Problem((Pool("a", curve, (float(units),)),), (nothing,)))
    assert outcome.mean_cny == pytest.approx(cost)
    assert answer.cost_cny + units * 48_000 == pytest.approx(cost)


@pytest.mark.parametrize(
    ("needed", "cost"), [(9, 540_000), (11, 656_000), (20, 1_160_000), (25, 1_420_000)]
)
def test_graduated_tiers_price_each_server_at_its_step(needed: int, cost: float) -> None:
    # 10 x 60,000 + 10 x 56,000 + 5 x 52,000 = 1,420,000
    steps = (TierStep(0, 1.0), TierStep(10, 56 / 60), TierStep(20, 52 / 60))
    plan = monthly_plan("m", 1, 60_000, "a", tiers=Tiers("graduated", steps))
    answer = solve(Problem((flat_pool([needed], 1e6),), (plan,), mip_gap=0.0))
    assert answer.now() == {"m": pytest.approx(needed)}
    assert answer.cost_cny == pytest.approx(cost)


@pytest.mark.parametrize(
    ("needed", "bought", "cost"), [(9, 9, 540_000), (19, 20, 1_040_000), (20, 20, 1_040_000)]
)
def test_all_units_tiers_buy_twenty_where_nineteen_are_needed(
    needed: int, bought: int, cost: float
) -> None:
    # 19 x 56,000 = 1,064,000 > 20 x 52,000 = 1,040,000
    steps = (TierStep(0, 1.0), TierStep(10, 56 / 60), TierStep(20, 52 / 60))
    plan = monthly_plan("m", 1, 60_000, "a", tiers=Tiers("all_units", steps))
    answer = solve(Problem((flat_pool([needed], 1e6),), (plan,), mip_gap=0.0))
    assert answer.now() == {"m": pytest.approx(bought)}
    assert answer.cost_cny == pytest.approx(cost)


def test_the_ladder_of_intervals_beats_the_programme_by_unit() -> None:
    # 4 x 264,000 + 4 x 150,000 + 4 x 60,000 = 1,056,000 + 600,000 + 240,000 = 1,896,000;
    # by unit: 4 half years, units 5 and 6 need months 2-5, units 7-10 months 3-4: 1,956,000
    plans = (
        monthly_plan("month", 1, 60_000, "a"),
        paid_at_once("quarter", 3, 150_000),
        paid_at_once("half_year", 6, 264_000),
    )
    answer = solve(Problem((flat_pool([4, 6, 10, 10, 6, 4]),), plans, terminal="must_end"))
    assert answer.cost_cny == pytest.approx(1_896_000)
    assert answer.bought["half_year", 0] == pytest.approx(4)
    assert sum(n for (plan, _), n in answer.bought.items() if plan == "quarter") == pytest.approx(4)
    assert sum(n for (plan, _), n in answer.bought.items() if plan == "month") == pytest.approx(4)


def test_unit_by_unit_the_same_need_costs_1_956_000() -> None:
    # the cheapest way of each unit alone, month after month: units 1-4 half a year, 264,000; units
    # 5 and 6 in months 2 to 5 a quarter and a month, 210,000; units 7 to 10 two months, 120,000
    ways = {1: 60_000, 3: 150_000, 6: 264_000}
    needed = [4, 6, 10, 10, 6, 4]
    total = 0
    for unit in range(1, 11):
        ahead = [0.0] * 7
        for month in reversed(range(6)):
            alone = FULL_MONTH_CNY if needed[month] >= unit else 0
            options = [alone + ahead[month + 1]]
            options += [fee + ahead[month + n] for n, fee in ways.items() if month + n <= 6]
            ahead[month] = min(options)
        total += ahead[0]
    assert total == 4 * 264_000 + 2 * 210_000 + 4 * 120_000 == 1_956_000


def test_online_ratios_are_those_of_the_paper() -> None:
    assert deterministic_ratio(0.0) == 2
    assert deterministic_ratio(0.49) == pytest.approx(1.51)
    assert randomised_ratio(0.0) == pytest.approx(1.5819767, abs=1e-7)
    assert randomised_ratio(0.49) == pytest.approx(1.2309487, abs=1e-7)


LOW_OR_HIGH = np.array([4.0, 8.0])
CHANCES = [0.75, 0.25]


def test_four_servers_cost_least_and_eight_never_stray() -> None:
    # K = 4: 4 x 48,000 + .25 x 4 x 109,500 = 192,000 + 109,500 = 301,500; K = 8: 384,000 always
    four = expected_outcome(LOW_OR_HIGH, CHANCES, 4, 48_000, FULL_MONTH_CNY)
    eight = expected_outcome(LOW_OR_HIGH, CHANCES, 8, 48_000, FULL_MONTH_CNY)
    assert (four.mean_cny, eight.mean_cny) == (301_500, 384_000)
    assert one_month({4: 0.75, 8: 0.25}, monthly_plan("p", 1, 48_000, "a")).now() == {"p": 4}


def test_the_tail_of_cost_would_strand_what_a_cap_on_waste_forbids() -> None:
    # The dearest quarter of outcomes at K = 4 costs 192,000 + 438,000 = 630,000, at K = 8 384,000;
    # K = 8 strands 4 x 48,000 = 192,000 with probability .75: 144,000 expected
    four = expected_outcome(LOW_OR_HIGH, CHANCES, 4, 48_000, FULL_MONTH_CNY, tail_share=0.25)
    eight = expected_outcome(LOW_OR_HIGH, CHANCES, 8, 48_000, FULL_MONTH_CNY, tail_share=0.25)
    assert (four.tail_cny, eight.tail_cny) == (630_000, 384_000)
    assert eight.most_stranded_cny == 192_000
    assert eight.chance_of_stranding == 0.75
    allowed = [o for o in (four, eight) if o.most_stranded_cny <= 100_000]
    assert allowed == [four]


def test_a_cap_has_the_shadow_price_of_one_more_server() -> None:
    # 3 of 8 servers allowed: a fourth saves 109,500 - 48,000 = 61,500
    plan = monthly_plan("p", 1, 48_000, "a")
    limit = Cap("imported", frozenset({"p"}), (3.0,))
    answer = solve(Problem((flat_pool([8]),), (plan,), (limit,)))
    assert answer.now() == {"p": 3}
    (shadow,) = answer.shadow_prices
    assert (shadow.name, shadow.month) == ("imported", 0)
    assert shadow.cny_per_unit == pytest.approx(61_500)
