"""Plans of files in out_plan_cost and out_break_even: every kind, in the units it is bought by.

A pool of 10 cards by day and 2 by night, 30 days at 10 yuan: 144 card-hours a day, 43,200 yuan.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.billing.plans import Plan, parse_plans
from models.plan import build_plan

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
SETTINGS = Settings(time_zone="UTC")
SHARED: dict[str, Any] = {
    "valid_from": date(2023, 1, 1),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "time_zone": "UTC",
    "source": "made up for a test",
}
PRICES = [{"chip": "H20", "price": 5}]


def _plan(mode: str, **terms: Any) -> Plan:
    [plan] = parse_plans({"plan": [SHARED | {"plan_id": mode, "mode": mode} | terms]}, "test")
    return plan


PLANS = (
    _plan("savings_plan", commitment=100, term_months=12, prices=PRICES),
    _plan("pack", quantity=1000, price=5000, term_months=1, draws=[{"chip": "H20", "units": 1}]),
    _plan("committed_spend", commitment=20_000, period_months=1, term_months=12, prices=PRICES),
    _plan("reserved", recurring=5, term_months=12, match={"chip": "H20"}),
    _plan("capacity_block", price=6, days=7, cards=8, match={"chip": "H20"}),
    _plan("spot", path=[{"at": datetime(2024, 1, 1), "price": 4}], match={"chip": "H20"}),  # noqa: DTZ001
    _plan("pay_as_you_go", prices=[{"chip": "H20", "price": 9}]),
    _plan(
        "server_rental", fee=24_000, term_months=1, match={"chip": "H20"},
        included={"cabinet": True, "power": True, "network": True, "operations": True},
    ),
    _plan("owned", price=2_400_000, depreciation_months=60, match={"chip": "H20"}),
)  # fmt: skip


@pytest.fixture
def planned(company: Any) -> Any:
    """The pool under all plans."""
    company.use(START, ([10.0] * 12 + [2.0] * 12) * 30)
    company.add("core_price", {})
    company.add("core_budget", {})
    company.build()
    _build(company, PLANS)
    return company


def _build(company: Any, plans: Sequence[Plan]) -> None:
    build_plan(company.connection, SETTINGS, "20240101T000000000000Z-abcdef", plans)


def test_every_kind_is_priced_in_its_best_amount(planned: Any) -> None:
    rows = planned.rows(
        "SELECT offer_id, billing_mode, unit, units, cards_per_unit, fee_cny, on_demand_cost_cny"
        " FROM out_plan_cost WHERE is_best AND offer_id <> 'on_demand' ORDER BY 1"
    )
    day = 12 * 30  # hours
    assert rows == [
        # 6 of 10 yuan pays from 60 % of hours on; 8 cards are used 62.5 %. Five blocks, one after
        # the other; the hour that ends half an hour early still has 4 card-hours, and 2 are used.
        ("capacity_block", "capacity_block", "server", 1.0, 8,
         _yuan(8 * 720 * 6), _yuan(2 * day * 10)),
        # 4,320 card-hours at 5 are 21,600, more than 20,000 a month promised (30 of its 31 days):
        # a second agreement would have to be made up.
        ("committed_spend", "committed", "agreement", 1.0, 0, _yuan(20_000), _yuan(320 * 10)),
        # 4.32 packs of 1,000: the fifth is drawn by a third, and its month has passed but a day:
        # 5 x 5,000 x 30 / 31 = 24,193.55 is more than four, drawn whole, and 320 by the hour.
        ("pack", "pack", "pack", 4.0, 0, _yuan(20_000), _yuan(320 * 10)),
        ("pay_as_you_go", "on_demand", "use", 1.0, 1, _yuan(4320 * 9), _yuan(0)),
        # Half the price pays from half of the hours on: a tie for all above the second card.
        ("reserved", "reserved", "server", 2.0, 1, _yuan(2 * 720 * 5), _yuan(8 * day * 10)),
        # 10 yuan an hour is what two cards cost under the plan; more is used in half of the hours.
        ("savings_plan", "savings_plan", "currency_per_hour", 10.0, 0,
         _yuan(10 * 720), _yuan(8 * day * 10)),
        # 24,000 x 30 / 31 = 23,225.81 against 8 cards by day and 2 by night: 36,000.
        ("server_rental", "monthly", "server", 1.0, 8, Decimal("23225.81"), _yuan(2 * day * 10)),
        ("spot", "spot", "use", 1.0, 1, _yuan(4320 * 4), _yuan(0)),
    ]  # fmt: skip


def _yuan(amount: int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def test_the_break_even_is_that_of_one_unit_and_use_has_none(planned: Any) -> None:
    rows = planned.rows(
        "SELECT offer_id, unit_fee_cny_per_month, break_even_utilisation_ratio,"
        " first_unit_utilisation_ratio, best_units FROM out_break_even"
        " WHERE offer_id IN ('pack', 'savings_plan', 'committed_spend', 'spot', 'pay_as_you_go')"
        " ORDER BY 1"
    )
    assert rows == [
        ("committed_spend", Decimal(20_000), 0.5, 1.0, 1.0),
        ("pack", Decimal(5000), 0.5, 1.0, 4.0),  # 5 a card-hour against 10
        ("savings_plan", Decimal(720), 0.5, 1.0, 10.0),  # a yuan an hour for 720 hours
    ]


def test_what_is_assumed_and_what_is_not_compared_is_found_once(planned: Any) -> None:
    _build(planned, PLANS)  # again: the stage's earlier findings are replaced
    assert planned.rows(
        "SELECT kind, detail->>'offer_id', detail->>'missing' FROM out_finding ORDER BY ALL"
    ) == [
        ("assumed", "spot", "lost_work_not_counted"),
        ("not_compared", "owned", "power_not_included"),
    ]


def test_a_plan_that_cannot_be_priced_hides_no_other(planned: Any) -> None:
    # Two prices for one item: the engine refuses to guess.
    twice = _plan("savings_plan", commitment=1, term_months=12, prices=[*PRICES, {"price": 6}])
    _build(planned, (twice, PLANS[3]))
    assert planned.rows("SELECT DISTINCT offer_id FROM out_plan_cost ORDER BY 1") == [
        ("on_demand",),
        ("reserved",),
    ]
    ((found,),) = planned.rows("SELECT detail->>'missing' FROM out_finding WHERE kind <> 'assumed'")
    assert "2 prices select" in found
