"""What a unit is paid when. Yuan with tax; a month has 730 hours."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from models.billing.case import Case, runs_of
from models.billing.closing import Basis
from models.buying.payments import payments_of
from tests.billing_plans import CARD, START, pay_as_you_go, plan, steady

FX = {"rate_date": pl.Date, "base_currency": pl.String, "quote_currency": pl.String}


@pytest.fixture
def case() -> Case:
    days = [START.date()]
    return Case(
        usage=steady(1, 1),
        on_demand=(pay_as_you_go(150),),  # type: ignore[arg-type]
        basis=Basis("CNY", "included", pl.DataFrame(schema=FX | {"rate": pl.Decimal(18, 8)})),
        runs=runs_of(days),
        time_zone="UTC",
        hours_per_month=Decimal(730),
    )


def paid(case: Case, mode: str, **keys: Any) -> list[Fraction]:
    found = payments_of(plan(mode, **keys), case, CARD)
    assert found is not None
    return list(found)


def test_a_subscription_in_advance_with_a_deposit(case: Case) -> None:
    # 12 months at 0.8 x 60,000 on the first day, a deposit of two fees and back at the end.
    terms = {"fee": 60_000, "pay_ratio": Decimal("0.8"), "term_months": 12, "deposit_months": 2}
    due = paid(case, "subscription", cards=8, power_included=True, **terms)
    assert due == [576_000 + 120_000, *[0] * 11, -120_000]
    assert sum(due) / 12 == 48_000


def test_a_server_paid_by_the_quarter_with_what_its_rent_does_not_contain(case: Case) -> None:
    sides = {"cabinet": True, "power": False, "network": True, "operations": True}
    terms = {"fee": 50_000, "term_months": 6, "paid_months": 3, "deposit_months": 1}
    due = paid(case, "server_rental", included=sides, extras={"power": 5_000}, **terms)
    assert due == [200_000, 5_000, 5_000, 155_000, 5_000, 5_000, 5_000 - 50_000]
    assert sum(due) / 6 == 55_000


def test_a_reservation_with_a_part_upfront_and_the_rest_by_the_hour(case: Case) -> None:
    # E12: 364 + 0.0415 x 8,760 = 727.54
    terms = {"upfront": 364, "recurring": Decimal("0.0415"), "term_months": 12}
    due = paid(case, "reserved", **terms)
    assert due[0] == 364
    assert float(sum(due)) == pytest.approx(727.54)


def test_a_saving_s_plan_s_unit_is_the_money_that_a_card_hour_is_counted_at(case: Case) -> None:
    # 90 an hour in place of 150, half of it upfront: 90 x 730 = 65,700 a month.
    terms = {"commitment": 1, "term_months": 12, "upfront_ratio": Decimal("0.5")}
    due = paid(case, "savings_plan", prices=[{"price": 90}], **terms)
    assert due == [65_700 * 6, *[32_850] * 12]
    assert sum(due) / 12 == 65_700


def test_what_is_no_term_of_servers_has_no_payments(case: Case) -> None:
    pack = plan("pack", quantity=1000, price=9, term_months=12, draws=[{"units": 1}])
    assert payments_of(pack, case, CARD) is None
    assert payments_of(pay_as_you_go(9), case, CARD) is None
