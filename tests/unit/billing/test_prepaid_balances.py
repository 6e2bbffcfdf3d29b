"""Packs and agreements that outlive the days compared: what they cost of them, what was used."""

from datetime import date
from decimal import Decimal

from models.billing.compare import compare_one
from tests.unit.billing.priced import plan
from tests.unit.billing.test_laws import case_of

QUARTER = case_of([1.0] * 24 * 90, 10)  # 1 January to 31 March: 2,160 card-hours, 21,600 yuan


def test_a_pack_larger_than_the_use_is_used_as_far_as_its_time_s_share_was_drawn() -> None:
    # A million for 5,000,000 and a year: 90 of 365 days are 246,575.34 card-hours for 1,232,876.71
    # yuan. 2,160 of them were drawn: 0.876 %; the rest was paid for and lies idle.
    pack = plan("pack", quantity=10**6, price=5 * 10**6, term_months=12, draws=[{"units": 1}])
    one = compare_one(QUARTER, pack, 1)
    assert one.cost == Decimal("1232876.71")
    assert one.utilisation_ratio == Decimal("0.00876")
    assert one.unused_cost == Decimal("1222076.71")  # x (1 - 0.00876)
    point = one.break_even
    assert point is not None
    assert point.utilisation_ratio == Decimal("0.5")  # 5 of 10 yuan
    # 240 yuan a day are replaced: 5,000,000 take 20,833.3 days, 684.93 of the twelve's months
    # (12 x 20,833.3 / 365): 57 years and 0.93 months after 1 April 2026.
    assert point.months is not None
    assert f"{point.months:.2f}" == "684.93"
    assert point.earned_on == date(2083, 4, 29)


def test_a_pack_drawn_faster_than_its_time_is_used_whole_and_earned_at_that_pace() -> None:
    # 20,000 units for 10,000 yuan and a year, 8 for a card-hour: 17,280 of them in 90 days, where a
    # quarter of the year is 4,931.
    quick = plan("pack", quantity=20_000, price=10_000, term_months=12, draws=[{"units": 8}])
    one = compare_one(QUARTER, quick, 1)
    # 17,280 units of 20,000: 8,640 yuan
    assert one.cost == Decimal(8_640)
    assert one.utilisation_ratio == 1
    assert one.unused_cost == 0
    assert one.break_even is not None
    assert one.break_even.utilisation_ratio == Decimal("0.4")  # 10,000 / (2,500 h x 10)
    # 10,000 yuan at 240 a day: 41.67 days, 12 x 41.67 / 365 = 1.37 months
    assert f"{one.break_even.months:.2f}" == "1.37"


def test_a_second_pack_that_outlives_the_days_costs_its_own_share_alone() -> None:
    # January and February: 1,416 of 2,000 drawn, the rest expires: 5,000. March: 744 drawn, and 31
    # of the 61 days of March and April passed, which is more: 5,000 x 31/61 = 2,540.98.
    pack = plan("pack", quantity=2_000, price=5_000, term_months=2, draws=[{"units": 1}])
    one = compare_one(QUARTER, pack, 1)
    assert one.cost == Decimal("7540.98")
    # 2,160 of 2,000 + 2,000 x 31/61 = 3,016.39
    assert f"{one.utilisation_ratio:.4%}" == "71.6087%"


def test_a_second_period_paid_in_advance_costs_what_was_drawn_of_it() -> None:
    # 6,000 for two months at 6: 1,000 of 1,416 card-hours, 416 x 10 = 4,160 beyond. March draws
    # 744 x 6 = 4,464 of the next 6,000, more than the 31/61 that passed: 4,160 + 6,000 + 4,464.
    spend = plan(
        "committed_spend", commitment=6_000, period_months=2, term_months=12, pay="in_advance",
        prices=[{"price": 6}],
    )  # fmt: skip
    one = compare_one(QUARTER, spend, 1)
    assert one.cost == Decimal(14_624)
    assert one.utilisation_ratio == 1  # 10,464 of 6,000 and 4,464
    assert one.unused_cost == 0


def test_an_agreement_that_falls_short_was_used_as_far_as_it_was_drawn() -> None:
    # 6,000,000 a year at 5: 90 days owe 1,479,452.05 of it, 10,800 were drawn: 0.73 %.
    spend = plan("committed_spend", commitment=6 * 10**6, term_months=12, prices=[{"price": 5}])
    one = compare_one(QUARTER, spend, 1)
    assert one.cost == Decimal("1479452.05")
    assert one.utilisation_ratio == Decimal("0.0073")
    assert one.unused_cost == Decimal("1468652.05")
    half = compare_one(QUARTER, spend.model_copy(update={"shortfall_pay_ratio": Decimal("0.5")}), 1)
    assert half.cost == Decimal("745126.03")  # 10,800 + 1,468,652.05 / 2
    assert half.unused_cost == Decimal("734326.03")


def test_a_period_that_ended_short_is_counted_as_unused() -> None:
    # 2,000 a month at 1: 744, 672 and 744 drawn, 1,256, 1,328 and 1,256 made up.
    spend = plan(
        "committed_spend", commitment=2_000, period_months=1, term_months=12, prices=[{"price": 1}]
    )
    one = compare_one(QUARTER, spend, 1)
    assert one.cost == 6_000
    assert one.utilisation_ratio == Decimal("0.36")  # 2,160 of 6,000
    assert one.unused_cost == 3_840
