"""Owned servers, their hosting and their electricity as lines of a bill."""

from datetime import date
from decimal import Decimal

import pytest

from data.errors import InputError, MissingPriceError
from models.billing.closing import Basis
from models.billing.plans import Plan
from tests.billing_plans import (
    amounts,
    bill,
    day,
    hours,
    months,
    pay_as_you_go,
    plan,
    quantities,
    steady,
)

BOUGHT = {"starts_on": date(2026, 1, 1)}


def owned(**keys: object) -> Plan:
    """One 8-card server at 2,400,000, a quarter of it left after 36 months."""
    plain = {
        "price": Decimal(2_400_000),
        "depreciation_months": 36,
        "residual_ratio": Decimal("0.25"),
        "purchase": BOUGHT,
    }
    return plan("owned", **(plain | keys))


def test_a_month_of_an_owned_server_costs_its_depreciation() -> None:
    # 2,400,000 x 0.75 / 36 = 50,000 in each of January and February
    found = bill(steady(8, 59), owned())
    assert amounts(found, "fee") == {"owned, depreciation": 100_000}
    assert found.total == 100_000
    assert quantities(found, "covered") == 59 * 24 * 8


def test_capital_costs_interest_on_the_book_value() -> None:
    # 12.682503 % a year compound to 1.000000 % a month: 24,000 on 2,400,000, 23,500 on 2,350,000
    found = bill(steady(8, 59), owned(capital_rate_per_year=Decimal("0.12682503")))
    assert amounts(found, "fee")["owned, cost of capital"] == Decimal("47500.00")


def test_what_the_server_does_not_hold_is_left_to_the_next_plan() -> None:
    # an hour of 10 cards: 8 are covered, 2 cost 15 each; an idle hour leaves 8 unused
    found = bill(hours(10, 0), owned(), pay_as_you_go(15))
    assert amounts(found, "usage") == {"pay-as-you-go": 30}
    assert quantities(found, "unused") == 8


def test_until_delivery_the_server_covers_nothing_and_costs_nothing() -> None:
    late = owned(lead_time_months=1)
    with pytest.raises(MissingPriceError):
        bill(steady(8, 31), late)
    found = bill(steady(8, 59), late, pay_as_you_go(1))
    assert amounts(found, "usage") == {"pay-as-you-go": 31 * 24 * 8}
    assert amounts(found, "fee") == {"owned, depreciation": 50_000}


def test_a_server_sold_early_is_written_off_at_once() -> None:
    sold = owned(purchase=BOUGHT | {"ends_on": date(2026, 2, 28)})
    found = bill(steady(8, 59), sold)
    # 50,000 in January, the other 35 x 50,000 in February
    assert found.total == 1_800_000


def test_three_plans_carry_three_taxes() -> None:
    # Equipment 13 %, services 6 %, electricity 13 %, all printed with tax; without it:
    # 50,000 / 1.13 = 44,247.79; 10,600 / 1.06 = 10,000; power: 10 kW x 24 h x 31 x 0.5 x 1.13
    # = 4,203.60 with tax, 3,720 without.
    plans = [
        owned(tax_rate=Decimal("0.13")),
        plan("hosting", costs=[{"item": "cabinet", "fee": Decimal(10_600)}], purchase=BOUGHT),
        plan(
            "electricity",
            rated_kw=Decimal(10),
            pue=Decimal(1),
            hours=[{"start": 0, "end": 24, "price": Decimal("0.565")}],
            tax_rate=Decimal("0.13"),
            purchase=BOUGHT,
        ),
    ]
    found = bill(steady(8, 31), *plans, basis=Basis("CNY", "excluded"))
    assert amounts(found, "fee") == {
        "owned, depreciation": Decimal("44247.79"),
        "hosting, cabinet": 10_000,
        "electricity": 3_720,
    }


def electricity(**keys: object) -> Plan:
    plain = {
        "rated_kw": Decimal(10),
        "pue": Decimal("1.5"),
        "idle_load_ratio": Decimal("0.2"),
        "hours": [
            {"start": 8, "end": 22, "price": Decimal("0.9")},
            {"start": 22, "end": 8, "price": Decimal("0.3")},
        ],
        "purchase": BOUGHT,
    }
    return plan("electricity", **(plain | keys))


def test_power_follows_the_use_and_the_hour() -> None:
    # Full at night (0:00), half at 1:00, idle else. kWh: idle 10 x 1.5 x 0.2 = 3 in each hour;
    # full 15: + 12 at 0:00, + 6 at 1:00. Night: 10 h x 3 + 18 = 48 at 0.3; day: 14 x 3 = 42 at 0.9
    used = hours(8, 4, *[0] * 22)
    found = bill(used, electricity(), pay_as_you_go(0))
    assert [(x.quantity, x.rate, x.amount) for x in found.of("fee")] == [
        (48, Decimal("0.3"), Decimal("14.40")),
        (42, Decimal("0.9"), Decimal("37.80")),
    ]


def test_cards_beyond_the_servers_draw_no_power_of_theirs() -> None:
    # 16 cards in use, one server of 8: 15 kWh at 0.3
    found = bill(hours(16), electricity(), pay_as_you_go(0))
    assert amounts(found, "fee") == {"electricity": Decimal("4.50")}


def test_local_hours_decide_the_price() -> None:
    # 0:00 UTC is 8:00 in Shanghai: 3 kWh at 0.9
    found = bill(hours(0), electricity(time_zone="Asia/Shanghai"), pay_as_you_go(0))
    assert amounts(found, "fee") == {"electricity": Decimal("2.70")}


def test_splitting_a_period_at_a_month_s_end_changes_nothing() -> None:
    used = steady(5, 90)
    plans = [owned(), electricity(), pay_as_you_go(1)]
    split = months(used, plans, [day(0), day(31), day(59), day(90)])
    assert sum(b.total for b in split) == bill(used, *plans).total


def test_a_tariff_with_a_gap_is_refused_with_file_and_key() -> None:
    with pytest.raises(InputError, match=r"each hour once.*test\.toml, electricity"):
        electricity(hours=[{"start": 8, "end": 22, "price": Decimal(1)}])


def test_hosting_ends_with_the_server() -> None:
    ended = plan(
        "hosting",
        costs=[{"item": "staff", "fee": Decimal(100)}],
        purchase=BOUGHT | {"units": 2, "ends_on": date(2026, 2, 10)},
    )
    # January and the month begun in February, two servers
    assert bill(steady(0, 90), ended).total == 400
