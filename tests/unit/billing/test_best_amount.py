"""How much money an hour, how many packs, which agreement: worked by hand, and against all."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.best_amount import lowest
from models.billing.compare import compare_one
from models.billing.ladder import ladder
from tests.unit.billing.priced import on_demand, plan
from tests.unit.billing.test_laws import case_of, quarter_cards

DAY = [10.0] * 12 + [2.0] * 12


def saving(price: str, **terms: object) -> object:
    return plan(
        "savings_plan",
        **{"commitment": 1, "term_months": 12, "prices": [{"price": price}]} | terms,
    )


def test_the_best_commitment_is_what_enough_hours_use() -> None:
    # 20 under the plan, 35 by the hour: a yuan an hour pays where it is used in more than
    # 20/35 = 57.1 % of hours. 2 cards x 20 = 40 are used in all hours, 200 in half of them: 40.
    found = ladder(case_of(DAY), saving("20"))
    assert [rung.units for rung in found.rungs] == [0, 1, 40, 200]
    assert found.best.units == 40
    # 24 x 40 = 960, and 8 cards x 12 h x 35 = 3,360 by the hour
    assert (found.best.committed_cost, found.best.on_demand_cost) == (Decimal(960), Decimal(3360))


def test_a_lower_price_is_worth_committing_to_for_half_of_the_hours() -> None:
    # At 10 it pays from 28.6 % on: 10 cards x 10 = 100 an hour, used whole in half of the hours.
    best = ladder(case_of(DAY), saving("10")).best
    assert (best.units, best.cost) == (100, Decimal(2400))


def test_the_best_commitment_is_to_the_cent() -> None:
    # 0.25 cards at 3.33 are 0.8325 an hour. 0.83 leaves 0.0025 / 3.33 x 35 = 0.026 an hour to be
    # paid by the hour, 0.84 wastes 0.0075.
    found = ladder(case_of([0.25] * 24), saving("3.33"))
    assert found.best.units == Decimal("0.84")
    assert [rung.units for rung in found.rungs] == [0, Decimal("0.83"), Decimal("0.84"), 1]


def test_a_plan_dearer_than_the_hour_is_not_bought() -> None:
    found = ladder(case_of(DAY), saving("36"))
    assert found.best.units == 0
    assert [rung.units for rung in found.rungs] == [0, 1, 72]  # 2 cards x 36


def test_an_idle_part_that_costs_half_is_worth_more() -> None:
    # 20 of 35: idle hours cost 0.5, busy ones save 0.75: it pays from 40 % of hours on.
    assert ladder(case_of(DAY), saving("20", unused_pay_ratio="0.5")).best.units == 200


@settings(max_examples=30)
@given(
    hours=st.lists(quarter_cards, min_size=24, max_size=24),
    price=st.integers(1, 40),
    unused=st.sampled_from(["0", "0.5", "1"]),
)
def test_no_other_commitment_costs_less(hours: list[float], price: int, unused: str) -> None:
    case, terms = case_of(hours), saving(str(price), unused_pay_ratio=unused)
    best = ladder(case, terms).best
    # The cost bends where an hour's use is covered: whole yuan, as use is in quarters of a card.
    bends = {int(used * 4 * price) for used in hours}
    others = [Decimal(bend) / 4 for bend in bends]
    # Lines of one month are rounded to the cent, two of them.
    assert best.cost <= min(compare_one(case, terms, one).cost for one in others) + Decimal("0.02")


def test_packs_are_bought_while_what_they_replace_costs_more() -> None:
    # 144 card-hours a day x 30 = 4,320; packs of 1,000 for 20,000 (20 each): four are drawn whole,
    # of the fifth 320: 86,400 in all, by the hour 151,200.
    case = case_of(DAY * 30)
    pack = plan("pack", quantity=1000, price=20_000, term_months=3, draws=[{"units": 1}])
    found = ladder(case, pack)
    assert [rung.units for rung in found.rungs] == [0, 1, 4, 5]
    # Five packs of three months: a third of their time has passed (30 of 90 days), 86.4 % is drawn.
    assert found.best.units == 5
    assert found.best.cost == Decimal(86_400)


def test_a_pack_too_large_for_the_use_costs_its_time() -> None:
    # A pack of a million for 200,000, valid from 1 January to 31 March (90 days): 30 days of it
    # are 66,666.67, though only 0.4 % was drawn; 4,320 card-hours cost 151,200 by the hour.
    case = case_of(DAY * 30)
    pack = plan("pack", quantity=1_000_000, price=200_000, term_months=3, draws=[{"units": 1}])
    assert compare_one(case, pack, 1).cost == Decimal("66666.67")
    dear = plan("pack", quantity=1_000_000, price=600_000, term_months=3, draws=[{"units": 1}])
    assert ladder(case, dear).best.units == 0  # 200,000 for its time is more than by the hour


def test_the_break_even_of_a_pack_is_its_price_over_that_of_the_hour() -> None:
    pack = plan("pack", quantity=1_000_000, price=7_000_000, term_months=3, draws=[{"units": 1}])
    point = compare_one(case_of(DAY * 30), pack, 1).break_even
    assert point is not None
    assert f"{point.utilisation_ratio:.4f}" == "0.2000"  # 7 of 35


def test_an_agreement_whose_sum_is_not_reached_is_made_up_at_this_pace() -> None:
    # 31 days of 31 + 28 + 31: at 20 a card-hour 4,464 card-hours are 89,280. 900,000 a quarter are
    # 310,000 in 31 days of 90, of which 220,720 are missing.
    case = case_of(DAY * 31)
    terms = {"term_months": 12, "period_months": 3, "prices": [{"price": "20"}]}
    large = plan("committed_spend", commitment=900_000, **terms)
    assert compare_one(case, large, 1).cost == Decimal(310_000)
    assert ladder(case, large).best.units == 0  # by the hour 156,240
    # 200,000 a quarter are 68,888.89 in these days: less than is used of them.
    fitting = plan("committed_spend", commitment=200_000, **terms)
    found = ladder(case, fitting)
    assert (found.best.units, found.best.cost) == (1, Decimal(89_280))


def test_what_is_paid_by_use_is_taken_or_not() -> None:
    found = ladder(case_of(DAY), on_demand(30, plan_id="other"))
    assert [(rung.units, rung.cost) for rung in found.rungs] == [
        (0, Decimal(5040)),  # 144 x 35
        (1, Decimal(4320)),
    ]


def test_too_many_packs_are_refused() -> None:
    tiny = plan("pack", quantity="0.001", price=1, term_months=12, draws=[{"units": 1}])
    with pytest.raises(UsageError, match="takes 144000 units"):
        ladder(case_of(DAY), tiny)


@given(
    left=st.lists(st.integers(0, 5), max_size=30),
    right=st.lists(st.integers(0, 5), max_size=30),
    start=st.integers(0, 70),
)
def test_of_a_valley_the_first_of_its_lowest_places_is_found(
    left: list[int], right: list[int], start: int
) -> None:
    # Differences that never fall make a convex valley.
    slopes = [*sorted(-one for one in left), *sorted(right)]
    heights = [Decimal(0)]
    for slope in slopes:
        heights.append(heights[-1] + slope)
    assert lowest(len(heights), start, heights.__getitem__) == heights.index(min(heights))
