"""Buy, rent or lease: E4 exactly, a lease by hand, and what both say about each other."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.cash_flow import level_payment, present_value, total
from models.billing.owned import OwnedServers, RunningCost
from models.billing.power import PowerDraw, flat_tariff
from models.billing.printed import EQUIPMENT_TAX_RATE, SERVICE_TAX_RATE, PrintedAmount
from models.billing.residual import flat_residual
from models.ownership.leasing import Lease, LeasedServers, lease_flows
from models.ownership.options import Option, Terms, options
from models.ownership.servers import Hosting, own_servers

ONE_PERCENT = Decimal("0.01")
QUARTER = flat_residual("a quarter", 36, Decimal("0.25"), "E4")
NOTHING = flat_residual("nothing", 36, Decimal(0), "a test")


def printed(amount: int | str, rate: Decimal = EQUIPMENT_TAX_RATE) -> PrintedAmount:
    return PrintedAmount(Decimal(amount), tax_included=True, tax_rate=rate, source="a test")


E4 = OwnedServers(1, 8, printed(2_400_000), (RunningCost("running", printed(18_000)),))


def terms(rent: int = 60_000, rate: Decimal = ONE_PERCENT) -> Terms:
    return Terms(36, Decimal(rent), rate, "included", Decimal(730))


def by_way(found: list[Option]) -> dict[tuple[str, str], Option]:
    return {(one.way, one.residual_curve): one for one in found}


def test_e4_buying_is_worth_2_522_580_12_and_renting_1_806_450_30() -> None:
    found = by_way(options(E4, terms(), [QUARTER]))
    rent, buy = found["rent", ""], found["buy", "a quarter"]
    assert (rent.present_value_cny, buy.present_value_cny) == (
        Decimal("1806450.30"),
        Decimal("2522580.12"),
    )
    assert buy.break_even_rent_cny_per_month == Decimal("83785.76")
    assert (buy.verdict, buy.payback_month) == ("rent", None)
    # 60,000 x 36 / (8 x 36 x 730) = 10.273973, the figure of E1
    assert rent.cny_per_used_card_hour == Decimal("10.273973")


def test_buying_can_save_money_and_lose_value() -> None:
    # as in tests/unit/billing/test_owned.py: 252,000 fewer yuan, worth 264,517.24 less
    buy = by_way(options(E4, terms(75_000), [QUARTER]))["buy", "a quarter"]
    assert (buy.saving_cny, buy.saving_present_value_cny) == (252_000, Decimal("-264517.24"))
    assert buy.verdict == "saves_money_loses_value"


def test_cards_that_work_half_the_time_cost_twice_per_hour_of_work() -> None:
    half = Terms(36, Decimal(60_000), ONE_PERCENT, "included", Decimal(730), Decimal("0.5"))
    rent = by_way(options(E4, half, [QUARTER]))["rent", ""]
    assert rent.cny_per_used_card_hour == Decimal("20.547945")


# 50,000 a month for 36 months, 100,000 down, a deposit of 150,000, taken over for 200,000.
LEASE = Lease(
    printed(50_000, SERVICE_TAX_RATE), 36, printed(100_000), printed(150_000), printed(200_000)
)


def test_a_lease_by_hand() -> None:
    # 36 x 50,000 + 100,000 + 200,000 + 36 x 18,000 - 600,000 (a quarter of 2.4 M); deposit 0 in all
    found = by_way(options(E4, terms(), [QUARTER, NOTHING], LEASE))
    assert found["lease", "a quarter"].total_cny == 2_148_000
    assert found["lease", "nothing"].total_cny == 2_748_000
    # the deposit costs its interest: 150,000 (1 - 1.01^-36)
    without = Lease(LEASE.payment_per_month, 36, LEASE.down_payment, None, LEASE.buyout)
    cheaper = by_way(options(E4, terms(), [QUARTER], without))["lease", "a quarter"]
    assert found["lease", "a quarter"].present_value_cny - cheaper.present_value_cny == (
        pytest.approx(Decimal("45161.26"), abs=Decimal("0.02"))
    )


def test_a_lease_without_a_buyout_sells_nothing_and_is_shown_once() -> None:
    back = Lease(printed(60_000, SERVICE_TAX_RATE), 36)
    found = [one for one in options(E4, terms(), [QUARTER, NOTHING], back) if one.way == "lease"]
    assert [(one.residual_curve, one.total_cny) for one in found] == [("", 36 * 78_000)]


def test_paid_in_advance_is_dearer_by_a_month_of_interest() -> None:
    leased = LeasedServers(1, (), printed(2_400_000))
    later, sooner = (
        present_value(
            lease_flows(Lease(printed(100), 36, in_advance=early), leased, QUARTER, 36, "included"),
            ONE_PERCENT,
        )
        for early in (False, True)
    )
    # 3,010.75 x 1.01
    assert (later, sooner) == (Decimal("3010.75"), Decimal("3040.86"))


def test_servers_that_went_back_serve_no_longer() -> None:
    short = Lease(printed(60_000), 24)
    with pytest.raises(UsageError, match="go back after 24 months"):
        options(E4, terms(), [QUARTER], short)
    with pytest.raises(UsageError, match="runs 48 months, and only 36"):
        options(E4, terms(), [QUARTER], Lease(printed(60_000), 48))


def test_a_lease_at_the_price_of_money_is_worth_what_buying_is() -> None:
    # 2.4 M repaid at 1 % over 36 months, taken over for nothing: the same value to cents
    payment = level_payment(Decimal(2_400_000), ONE_PERCENT, 36)
    assert payment == Decimal("79714.34")
    fair = Lease(printed(str(payment)), 36, buyout=printed(0))
    found = by_way(options(E4, terms(), [QUARTER], fair))
    gap = (
        found["lease", "a quarter"].present_value_cny - found["buy", "a quarter"].present_value_cny
    )
    assert abs(gap) <= Decimal("0.20")


def test_whoever_waits_for_delivery_rents_meanwhile() -> None:
    late = OwnedServers(1, 8, printed(2_400_000), (), lead_time_months=3)
    found = by_way(options(late, terms(), [QUARTER], Lease(printed(50_000), 39)))
    assert found["rent", ""].total_cny == 39 * 60_000
    assert found["buy", "a quarter"].total_cny == 3 * 60_000 + 2_400_000 - 600_000
    assert found["lease", ""].total_cny == 39 * 50_000


def test_servers_from_the_few_numbers_that_people_have() -> None:
    # E4's power: 10.2 kW x 0.8 x 1.3 x 0.65 x 730 = 5,033.50 (5,033.496)
    owned = own_servers(
        1,
        8,
        Decimal(2_400_000),
        PowerDraw(Decimal("10.2"), Decimal("1.3"), full_load_ratio=Decimal("0.8")),
        flat_tariff("east", Decimal("0.65"), "E4"),
        Hosting(cabinet_cny=Decimal(4500), staff_cny=Decimal(1000)),
        Decimal(730),
    )
    assert [(cost.item, cost.per_server_month.amount) for cost in owned.running] == [
        ("electricity", Decimal("5033.50")),
        ("cabinet", 4500),
        ("staff", 1000),
    ]


@given(rent=st.integers(1, 200_000), rate=st.integers(0, 300))
def test_the_verdict_follows_value_and_all_flows_are_in_the_total(rent: int, rate: int) -> None:
    for one in options(E4, terms(rent, Decimal(rate) / 10_000), [QUARTER, NOTHING], LEASE):
        assert one.total_cny == total(one.flows)
        if one.way != "rent":
            assert (one.verdict == "buy") == (one.saving_present_value_cny > 0)
