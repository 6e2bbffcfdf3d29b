"""Buy or rent from typed numbers, and how far the answer holds: by hand."""

from dataclasses import replace
from decimal import Decimal

from models.billing.power import flat_tariff
from models.billing.residual import ResidualCurve, flat_residual
from models.ownership.options import Option
from models.ownership.question import Question, Swing, answer, price_of_power, reaching, swings

FREE = flat_tariff("free", Decimal(0), "a test")
QUARTER = flat_residual("quarter", 36, Decimal("0.25"), "a test")
HALF = flat_residual("half", 36, Decimal("0.5"), "a test")
# E4: 2,400,000 now, 18,000 a month to run; at 1 % a month
ASKED = Question(
    Decimal(2_400_000),
    Decimal(75_000),
    FREE,
    annual_rate=Decimal("0.126825030132"),
    hosting_cny=Decimal(18_000),
    hours_per_month=Decimal(730),
)


def bought(asked: Question, curve: ResidualCurve = QUARTER) -> Option:
    return next(one for one in answer(asked, [curve]) if one.way == "buy")


def test_e4_saves_money_and_loses_value_at_a_rent_of_75_000() -> None:
    found = bought(ASKED)
    # 36 x 75,000 = 2,700,000 against 2,400,000 + 648,000 - 600,000
    assert found.saving_cny == 252_000
    assert found.saving_present_value_cny == Decimal("-264517.24")
    assert found.verdict == "saves_money_loses_value"


def test_without_tax_each_amount_loses_its_own_rate() -> None:
    # 2,700,000 / 1.06 - (2,400,000 / 1.13 - 600,000 / 1.13 + 648,000 / 1.06)
    #   = 2,547,169.81 - 1,592,920.35 - 611,320.75 = 342,928.71, each month's rent to the cent
    found = bought(replace(ASKED, tax_basis="excluded"))
    assert abs(found.saving_cny - Decimal("342928.71")) < 1


def test_two_servers_cost_twice_as_much() -> None:
    assert bought(replace(ASKED, servers=2)).saving_cny == 504_000


def test_a_lease_is_there_where_it_has_a_payment() -> None:
    ways = [one.way for one in answer(replace(ASKED, lease_cny=Decimal(70_000)), [QUARTER])]
    assert ways == ["rent", "buy", "lease"]


def test_curves_that_end_too_soon_are_left_out() -> None:
    assert reaching([QUARTER, flat_residual("six", 72, Decimal(0), "a test")], 48) != []
    assert reaching([QUARTER], 37) == []


def by_factor(asked: Question) -> dict[str, Swing]:
    found = swings(asked, [QUARTER, HALF], [flat_tariff("dear", Decimal(1), "a test")])
    return {swing.factor: swing for swing in found}


def test_each_number_is_changed_alone() -> None:
    free = replace(ASKED, annual_rate=Decimal(0), rated_kw=Decimal(1), pue=Decimal(1))
    found = by_factor(free)
    # at no rate a saving is its value: 252,000; a fifth of 2,700,000 of rent is 540,000
    assert (found["rent"].at_low_cny, found["rent"].at_high_cny) == (-288_000, 792_000)
    # a fifth of 2,400,000 less the quarter that it sells for: 360,000
    assert (found["price"].at_low_cny, found["price"].at_high_cny) == (612_000, -108_000)
    # half of the price in place of a quarter: 600,000 more
    assert (found["residual_value"].at_low_cny, found["residual_value"].at_high_cny) == (
        252_000, 852_000,
    )  # fmt: skip
    # 1 kW x 730 h x 36 months at 1 yuan
    power = found["power_price"]
    assert (power.at_low_cny, power.at_high_cny, power.low) == (252_000 - 26_280, 252_000, "dear")
    assert found["discount_rate"].low == "0%"  # a rate is never below zero


def test_power_has_a_tariffs_name_or_a_price() -> None:
    assert price_of_power("free", [FREE]) is FREE
    assert price_of_power("0.6", [FREE]) == flat_tariff("given", Decimal("0.6"), "given")
    assert price_of_power("nowhere", [FREE]) is None
