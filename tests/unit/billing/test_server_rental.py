"""Whole-server rental: what is included, when it is paid, what leaving early costs."""

from decimal import Decimal

import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.cash_flow import by_month, total
from models.billing.printed import SERVICE_TAX_RATE, PrintedAmount
from models.billing.server_rental import (
    CLOSED_TERM,
    EarlyExit,
    ServerRental,
    full_rent_cny_per_server_month,
    rental_cash_flows,
)

ALL = {"cabinet": True, "power": True, "network": True, "operations": True}


def printed(amount: str) -> PrintedAmount:
    return PrintedAmount(Decimal(amount), True, SERVICE_TAX_RATE, "quote of a test")


def rental(**changes: object) -> ServerRental:
    """H100, closed three-year term of 2026-09: 90,000 a month, everything included."""
    plain = {
        "servers": 1,
        "cards_per_server": 8,
        "rent_per_server_month": printed("90000"),
        "term_months": 36,
        "early_exit": CLOSED_TERM,
        "included": ALL,
        "extras": {},
    }
    return ServerRental(**(plain | changes))  # type: ignore[arg-type]


def test_a_closed_term_costs_its_whole_rent() -> None:
    flows = rental_cash_flows(rental(), "included")
    assert total(flows) == 36 * 90_000
    assert by_month(flows) == [90_000] * 36  # at the start of each month


def test_leaving_a_closed_term_early_saves_nothing() -> None:
    left = rental_cash_flows(rental(), "included", exit_after_months=10)
    assert total(left) == 36 * 90_000
    assert by_month(left)[10] == 26 * 90_000


def test_leaving_at_half_the_rest_and_losing_the_deposit() -> None:
    # 10 x 90,000 used + 0.5 x 26 x 90,000 = 2,070,000; deposit of 2 months lost: + 180,000
    open_term = rental(early_exit=EarlyExit(Decimal("0.5"), deposit_lost=True), deposit_months=2)
    assert total(rental_cash_flows(open_term, "included", 10)) == 2_250_000
    assert total(rental_cash_flows(open_term, "included")) == 36 * 90_000  # it came back


def test_one_month_held_back_and_three_paid_ahead() -> None:
    flows = rental_cash_flows(rental(term_months=7, deposit_months=1, paid_months=3), "included")
    # 1 + 3 months at once; 3 in month 3; the seventh in month 6; the deposit back in month 7
    assert by_month(flows) == [360_000, 0, 0, 270_000, 0, 0, 90_000, -90_000]


def test_rent_paid_ahead_is_set_off_on_leaving() -> None:
    flows = rental_cash_flows(
        rental(term_months=6, paid_months=3, early_exit=EarlyExit(Decimal(0), deposit_lost=False)),
        "included",
        exit_after_months=4,
    )
    # 3 + 3 months paid, 2 of them come back: 4 x 90,000
    assert by_month(flows) == [270_000, 0, 0, 270_000, -180_000]
    assert total(flows) == 360_000


def test_power_that_is_not_included_is_added() -> None:
    # 75,000 + 3,754.25 for power (10.2 kW x PUE 1.42 x 0.36 x 720 h)
    bare = rental(
        rent_per_server_month=printed("75000"),
        included=ALL | {"power": False},
        extras={"power": printed("3754.25")},
        servers=2,
        term_months=2,
    )
    assert full_rent_cny_per_server_month(bare, "included") == Decimal("78754.25")
    assert by_month(rental_cash_flows(bare, "included")) == [
        150_000,
        Decimal("157508.50"),
        Decimal("7508.50"),
    ]


def test_a_rent_that_does_not_say_what_it_includes_is_refused_by_name() -> None:
    with pytest.raises(MissingPriceError, match="power, operations"):
        full_rent_cny_per_server_month(
            rental(included={"cabinet": True, "power": None, "network": True}), "included"
        )


def test_what_is_not_included_needs_a_price() -> None:
    with pytest.raises(MissingPriceError, match="network"):
        full_rent_cny_per_server_month(rental(included=ALL | {"network": False}), "included")


def test_services_carry_6_percent_tax() -> None:
    # 90,000 / 1.06 = 84,905.66
    assert full_rent_cny_per_server_month(rental(), "excluded") == Decimal("84905.66")


@pytest.mark.parametrize("month", [0, 37])
def test_leaving_outside_the_term_is_refused(month: int) -> None:
    with pytest.raises(UsageError, match="outside a term of 36"):
        rental_cash_flows(rental(), "included", month)
