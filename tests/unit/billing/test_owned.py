"""Owned hardware: E4 of the design, exactly; lead time, depreciation, taxes, residual curves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.buy_or_rent import BuyOrRent, buy_or_rent, rent_flows, under_each_curve
from models.billing.cash_flow import by_month, level_payment, present_value, total
from models.billing.owned import (
    OwnedServers,
    RunningCost,
    book_cost_by_month,
    depreciation_by_month,
    owned_cash_flows,
)
from models.billing.printed import EQUIPMENT_TAX_RATE, SERVICE_TAX_RATE, PrintedAmount
from models.billing.residual import (
    ResidualCurve,
    flat_residual,
    residual_share,
    straight_line_book_value,
)

MONTHS = 36
ONE_PERCENT = Decimal("0.01")
QUARTER = flat_residual("25 % after 36 months", MONTHS, Decimal("0.25"), "E4")


def printed(amount: str, rate: Decimal = EQUIPMENT_TAX_RATE, taxed: bool = True) -> PrintedAmount:
    return PrintedAmount(Decimal(amount), taxed, rate, "test")


def e4(**changes: object) -> OwnedServers:
    """2,400,000 now, 18,000 a month at month end."""
    plain = {
        "servers": 1,
        "cards_per_server": 8,
        "price_per_server": printed("2400000"),
        "running": (RunningCost("running costs", printed("18000", SERVICE_TAX_RATE)),),
    }
    return OwnedServers(**(plain | changes))  # type: ignore[arg-type]


def compared(rent: str, rate: Decimal = ONE_PERCENT) -> BuyOrRent:
    return buy_or_rent(e4(), QUARTER, Decimal(rent), MONTHS, rate, "included")


def test_e4_buying_is_worth_2_522_580_12_and_renting_1_806_450_30() -> None:
    # 2,400,000 + 18,000 x 30.107505 - 600,000 / 1.01^36
    #   = 2,400,000 + 541,935.09 - 419,354.97 = 2,522,580.12
    flows = owned_cash_flows(e4(), QUARTER, MONTHS, "included")
    assert present_value(flows, ONE_PERCENT) == Decimal("2522580.12")
    assert present_value(rent_flows(Decimal(60000), MONTHS), ONE_PERCENT) == Decimal("1806450.30")


def test_e4_the_break_even_rent_is_83_785_76_and_68_000_at_rate_zero() -> None:
    assert compared("60000").break_even_rent_cny_per_month == Decimal("83785.76")
    # (2,400,000 + 36 x 18,000 - 600,000) / 36 = 68,000
    assert compared("60000", Decimal(0)).break_even_rent_cny_per_month == Decimal("68000.00")


def test_at_a_rent_between_buying_saves_money_and_loses_value() -> None:
    # 75,000 x 36 = 2,700,000 against 2,448,000: saves 252,000.
    # 75,000 x 30.107505 = 2,258,062.88 against 2,522,580.12: worth 264,517.24 less.
    found = compared("75000")
    assert found.saving_cny == Decimal("252000.00")
    assert found.saving_present_value_cny == Decimal("-264517.24")
    assert found.verdict == "saves_money_loses_value"


@pytest.mark.parametrize(
    ("rent", "verdict"),
    [
        ("60000", "rent"),
        ("68000", "rent"),
        ("68001", "saves_money_loses_value"),
        ("83785", "saves_money_loses_value"),
        ("83786", "buy"),
    ],
)
def test_the_verdict_turns_at_the_two_break_evens(rent: str, verdict: str) -> None:
    assert compared(rent).verdict == verdict


def test_at_rate_zero_and_the_break_even_rent_both_are_a_tie() -> None:
    assert compared("68000", Decimal(0)).verdict == "tie"


def test_payback_comes_when_the_rent_saved_has_covered_the_price() -> None:
    # 100,000 - 18,000 = 82,000 saved a month; 2,400,000 / 82,000 = 29.3: in month 30.
    assert compared("100000").payback_month == 30
    # 60,000: 42,000 x 36 + 600,000 = 2,112,000 < 2,400,000: never.
    assert compared("60000").payback_month is None


def test_who_buys_rents_until_delivery_and_pays_the_rest_then() -> None:
    owned = e4(lead_time_months=3, paid_at_order_ratio=Decimal("0.3"))
    flows = by_month(owned_cash_flows(owned, QUARTER, MONTHS, "included"))
    assert flows[:5] == [720_000, 0, 0, 1_680_000, 18_000]
    assert len(flows) == 3 + MONTHS + 1
    found = buy_or_rent(owned, QUARTER, Decimal(60000), MONTHS, Decimal(0), "included")
    # both sides serve 39 months: 2,448,000 + 3 x 60,000 against 39 x 60,000
    assert found.owned_total_cny == 2_628_000
    assert found.rent_total_cny == 2_340_000
    # at rate zero waiting does not change the break-even rent of the months that are served
    assert found.break_even_rent_cny_per_month == 68_000


def test_the_break_even_rent_after_a_wait_is_paid_from_delivery_on() -> None:
    owned = e4(lead_time_months=6)
    found = buy_or_rent(owned, QUARTER, Decimal(60000), MONTHS, ONE_PERCENT, "included")
    bought = present_value(owned_cash_flows(owned, QUARTER, MONTHS, "included"), ONE_PERCENT)
    later = rent_flows(found.break_even_rent_cny_per_month, MONTHS, first_month=7)
    assert abs(present_value(later, ONE_PERCENT) - bought) < 1
    assert found.break_even_rent_cny_per_month == level_payment(bought, ONE_PERCENT, MONTHS, 7)


def test_equipment_carries_13_percent_tax_and_services_6() -> None:
    # 2,400,000 / 1.13 = 2,123,893.81 (0.8053); 18,000 / 1.06 = 16,981.13 (0.2075)
    flows = owned_cash_flows(e4(), QUARTER, MONTHS, "excluded")
    assert flows[0].amount_cny == Decimal("2123893.81")
    assert flows[1].amount_cny == Decimal("16981.13")
    # a quarter of 2,123,893.8053 = 530,973.45
    assert flows[-1].amount_cny == Decimal("-530973.45")


def test_a_price_in_dollars_without_tax_is_converted_and_taxed() -> None:
    # 500,000 dollars x 7 x 1.13 = 3,955,000
    price = PrintedAmount(Decimal(500000), False, EQUIPMENT_TAX_RATE, "test", Decimal(7))
    flows = owned_cash_flows(e4(price_per_server=price), QUARTER, MONTHS, "included")
    assert flows[0].amount_cny == 3_955_000


def test_the_same_purchase_under_three_curves_gives_three_answers() -> None:
    curves = [
        flat_residual(str(share), MONTHS, Decimal(share), "test")
        for share in ("0.1", "0.25", "0.4")
    ]
    found = under_each_curve(e4(), curves, Decimal(72000), MONTHS, Decimal(0), "included")
    # break-even rent: (2,400,000 x (1 - share) + 648,000) / 36 = 78,000; 68,000; 58,000
    assert [f.break_even_rent_cny_per_month for f in found] == [78_000, 68_000, 58_000]
    assert [f.verdict for f in found] == ["rent", "buy", "buy"]


def test_the_books_show_depreciation_running_costs_and_cost_of_capital() -> None:
    months = book_cost_by_month(e4(depreciation_months=60), 61, ONE_PERCENT, "included")
    # 2,400,000 / 60 + 18,000 + 1 % of 2,400,000 = 82,000; a month later 1 % of 2,360,000
    assert months[:2] == [82_000, 81_600]
    # after five years only the running costs are left
    assert months[60] == 18_000


@pytest.mark.parametrize("months", [35, 73])
def test_depreciation_outside_three_to_six_years_is_refused(months: int) -> None:
    with pytest.raises(UsageError, match="3 to 6 years"):
        e4(depreciation_months=months)


@given(
    price=st.decimals(min_value=1, max_value=10**8, places=2),
    months=st.integers(min_value=36, max_value=72),
)
def test_depreciation_sums_to_the_price_and_is_even_to_the_cent(
    price: Decimal, months: int
) -> None:
    charges = depreciation_by_month(price, months)
    assert sum(charges) == price
    assert max(charges) - min(charges) <= Decimal("0.01")


@given(rent=st.decimals(min_value=1, max_value=300_000, places=2))
def test_a_higher_rent_never_makes_buying_worse(rent: Decimal) -> None:
    lower, higher = compared(str(rent)), compared(str(rent + 100))
    assert higher.saving_present_value_cny >= lower.saving_present_value_cny


CURVE = ResidualCurve(
    "resale", ((12, Decimal("0.60")), (24, Decimal("0.40")), (36, Decimal("0.25"))), "test"
)


@pytest.mark.parametrize(
    ("months", "share"),
    [(0, "1"), (6, "0.8"), (12, "0.6"), (18, "0.5"), (24, "0.4"), (30, "0.325"), (36, "0.25")],
)
def test_a_residual_curve_is_straight_between_its_points(months: int, share: str) -> None:
    assert residual_share(CURVE, months) == Decimal(share)


def test_nothing_is_read_from_a_residual_curve_beyond_its_end() -> None:
    with pytest.raises(InputError, match="ends after 36 months, 37"):
        residual_share(CURVE, 37)


@pytest.mark.parametrize("points", [(), ((12, "0.5"), (12, "0.4")), ((24, "0.4"), (12, "0.5"))])
def test_a_residual_curve_needs_rising_months(points: tuple[tuple[int, str], ...]) -> None:
    with pytest.raises(UsageError, match="rising order"):
        ResidualCurve("wrong", tuple((m, Decimal(s)) for m, s in points), "test")


def test_book_value_falls_in_a_straight_line_to_nothing() -> None:
    assert straight_line_book_value(15, 60) == Decimal("0.75")
    assert straight_line_book_value(61, 60) == 0


def test_all_payments_of_two_servers_are_twice_those_of_one() -> None:
    one = total(owned_cash_flows(e4(), QUARTER, MONTHS, "included"))
    assert total(owned_cash_flows(e4(servers=2), QUARTER, MONTHS, "included")) == 2 * one
