"""Whole-server rental as lines of a bill: what is included, deposit, leaving early."""

from datetime import date
from decimal import Decimal

import pytest

from data.errors import InputError, UsageError
from models.billing.plans import Plan
from tests.billing_plans import amounts, bill, day, hours, months, pay_as_you_go, plan, steady

ALL = {"cabinet": True, "power": True, "network": True, "operations": True}
BOUGHT = {"starts_on": date(2026, 1, 1)}


def rental(**keys: object) -> Plan:
    """H100 server at 90,000 a month for a year, all included."""
    plain = {"fee": Decimal(90_000), "term_months": 12, "included": ALL, "purchase": BOUGHT}
    return plan("server_rental", **(plain | keys))


def test_rent_is_paid_by_the_month_whether_used_or_not() -> None:
    found = bill(steady(4, 59), rental())
    assert found.total == 180_000
    # 4 of 8 cards idle
    assert sum(x.quantity for x in found.of("unused")) == 59 * 24 * 4


def test_after_the_term_nothing_is_covered() -> None:
    found = bill(steady(1, 60), rental(term_months=1), pay_as_you_go(1))
    assert amounts(found, "usage") == {"pay-as-you-go": 29 * 24}


def test_a_deposit_is_no_cost() -> None:
    found = bill(steady(8, 60), rental(term_months=1, deposit_months=2), pay_as_you_go(0))
    assert found.total == 90_000
    assert amounts(found, "deposit") == {"deposit paid": 180_000, "deposit returned": -180_000}


def test_what_is_not_included_is_a_line_of_its_own() -> None:
    bare = rental(
        included=ALL | {"power": False},
        extras={"power": Decimal("3754.25")},
        paid_months=3,
        purchase=BOUGHT | {"units": 2},
    )
    # three months paid ahead for two servers; power of two months so far
    found = amounts(bill(steady(16, 59), bare), "fee")
    assert found == {
        "rent, in advance": 540_000,
        "not in the rent: power": Decimal("15017.00"),
    }


def test_leaving_a_closed_term_early_saves_nothing() -> None:
    closed = rental(leaving={"on": date(2026, 3, 1), "rest_owed_ratio": Decimal(1)})
    found = bill(steady(0, 90), closed)
    # two months of rent, and ten that are owed: 12 x 90,000
    assert found.total == 1_080_000


def test_leaving_pays_half_the_rest_and_gets_back_what_was_paid_ahead() -> None:
    left = rental(
        paid_months=3,
        deposit_months=1,
        leaving={"on": date(2026, 2, 15), "rest_owed_ratio": Decimal("0.5"), "deposit_lost": True},
    )
    found = amounts(bill(steady(0, 90), left))
    # rest: 14/28 of February + 10 months = 10.5; ahead: 1.5 months of the first three
    assert found["rent, in advance"] == 270_000
    assert found["left early, rent of the rest"] == 472_500
    assert found["paid ahead, set off"] == -135_000
    assert found["deposit lost"] == 90_000


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2027, 1, 1)])
def test_leaving_outside_the_term_is_refused(on: date) -> None:
    left = rental(leaving={"on": on, "rest_owed_ratio": Decimal(1)})
    with pytest.raises(UsageError, match="outside the term"):
        bill(hours(0), left)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"included": {"cabinet": True, "power": True}},
            "say true or false for network, operations",
        ),
        ({"included": ALL | {"power": False}}, "price exactly what is not included: power"),
        ({"extras": {"power": Decimal(1)}}, "price exactly what is not included: nothing"),
        ({"paid_months": 5}, "whole number of such periods"),
    ],
)
def test_a_rental_that_does_not_say_what_it_includes_is_refused(
    keys: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        rental(**keys)


def test_splitting_a_period_at_a_month_s_end_changes_nothing() -> None:
    used = steady(9, 90)
    plans = [rental(deposit_months=1, paid_months=3), pay_as_you_go(1)]
    split = months(used, plans, [day(0), day(31), day(59), day(90)])
    assert sum(b.total for b in split) == bill(used, *plans).total
