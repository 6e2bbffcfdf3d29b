"""Servers bought outright through the stage: servers of one card, 730 hours a month."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import APRIL, NEAR, PAYG, due, flat, month, offer, plan_runs, silent

ONE_PERCENT = 0.1268250301319698  # a year; 1 % a month
# E4: 18,000 a month: 10.2 kW x 0.8 x PUE 1.3 x 0.65 x 730 h = 5,033.50 of power, the rest hosting.
RULE = {
    "offer": "server",
    "months_of_use": 36,
    "hosting_cny_per_server_month": Decimal("12966.50"),
    "power_kw": Decimal("8.16"),
    "pue": Decimal("1.3"),
    "electricity_cny_per_kwh": Decimal("0.65"),
}
SERVER = {
    "offer_id": "server",
    "billing_mode": "purchase",
    "term_months": 0,
    "unit": "server",
    "price": Decimal(2_400_000),
    "power_included": False,
}
CHOICES = "SELECT npv_cny, cost_cny FROM out_ladder_choice WHERE scope <> 'company' AND "


@pytest.fixture
def three_years(company: Any) -> Any:
    """A card that is needed for three years, for sale and for rent."""
    silent(company)
    company.add("core_price", PAYG, SERVER)
    plan_runs(company, *flat([1] * 36))
    return company


def test_a_server_is_rented_where_its_purchase_is_worth_less(three_years: Any, ladder: Any) -> None:
    # E4: renting at 60,000 is worth 60,000 x 30.107505 = 1,806,450.30; buying 2,400,000
    # + 18,000 x 30.107505 - 600,000 x 1.01^-36 = 2,522,580.12.
    three_years.add("core_price", offer("month", 1, 60_000))
    ladder(discount_rate_per_year=ONE_PERCENT, purchase=[RULE])
    assert due(three_years) == [("buy", "month", 1.0)]
    rented = three_years.row(CHOICES + "choice = 'ladder'")
    assert rented["npv_cny"] == pytest.approx(Decimal("1806450.30"), abs=NEAR)
    bought = three_years.row(CHOICES + "offer_id = 'server'")
    assert bought["npv_cny"] == pytest.approx(Decimal("2522580.12"), abs=NEAR)
    assert bought["cost_cny"] == pytest.approx(Decimal(68_000 * 36), abs=NEAR)
    row = three_years.row("SELECT * FROM out_ladder_rejected")
    assert (row["offer_id"], row["reason"]) == ("server", "dearer")
    assert row["dearer_by_cny"] == pytest.approx(Decimal("716129.82"), abs=NEAR)


@pytest.mark.parametrize(("rent", "bought"), [(83_785, "month"), (83_787, "server")])
def test_it_is_bought_from_the_break_even_rent_on(
    three_years: Any, ladder: Any, rent: int, bought: str
) -> None:
    # E4: 2,522,580.12 / 30.107505 = 83,785.76 a month.
    three_years.add("core_price", offer("month", 1, rent))
    ladder(discount_rate_per_year=ONE_PERCENT, evidence_share=0, purchase=[RULE])
    assert due(three_years) == [("buy", bought, 1.0)]


def test_how_long_is_locked_in_has_no_number_where_nothing_is_needed_yet(
    three_years: Any, ladder: Any
) -> None:
    three_years.add("core_price", offer("year", 12, 70_000))
    ladder(evidence_share=0)
    told = "SELECT lock_in_months FROM out_ladder_choice WHERE scope <> 'company' AND choice = "
    assert three_years.row(told + "'ladder'") == {"lock_in_months": None}
    assert three_years.row(told + "'pay_as_you_go'") == {"lock_in_months": 0.0}


def test_no_part_of_a_server_is_planned_that_no_month_can_pay(
    three_years: Any, ladder: Any
) -> None:
    # It would come to 68,000 a month, rent is 70,000; 2,400,000 are due at once, 500,000 given.
    three_years.add("core_price", offer("year", 12, 70_000))
    budget = {"name": "cash", "amount_cny_per_month": Decimal(500_000)}
    ladder(evidence_share=0, purchase=[RULE], budget=[budget])
    assert three_years.rows("SELECT DISTINCT offer_id, units FROM out_ladder") == [("year", 1.0)]
    cost = three_years.row(CHOICES + "choice = 'ladder'")["cost_cny"]
    assert cost == pytest.approx(Decimal(70_000 * 36), abs=NEAR)
    told = three_years.rows("SELECT offer_id, reason, detail FROM out_ladder_rejected")
    assert told == [("server", "capped", "cash")]


def test_the_row_of_a_purchase_says_what_it_comes_to(three_years: Any, ladder: Any) -> None:
    # At no discount 68,000 a month: (2,400,000 + 36 x 18,000 - 600,000) / 36; 2,448,000 in all.
    three_years.add("core_price", offer("month", 1, 68_001))
    ladder(evidence_share=0, purchase=[RULE])
    row = three_years.row("SELECT * FROM out_ladder WHERE is_due")
    assert (row["offer_id"], row["billing_mode"], row["term_months"]) == ("server", "purchase", 36)
    assert (row["unit"], row["units"]) == ("server", 1)
    assert row["unit_fee_cny_per_month"] == pytest.approx(Decimal(68_000), abs=Decimal("0.001"))
    assert row["commitment_cny"] == pytest.approx(Decimal(2_448_000), abs=Decimal("0.2"))
    assert (row["starts_on"], row["ends_on"]) == (APRIL, month(36) - timedelta(days=1))


def test_delivery_puts_price_power_and_resale_later(three_years: Any, ladder: Any) -> None:
    # Two months to deliver: all of E4's payments two months later, 2,522,580.12 / 1.0201, for the
    # 34 months within the horizon: / 30.107505 x (1 - 1.01^-34) / 0.01 = 28.702666. And April and
    # May by the hour: 109,500 x (1.01^-1 + 1.01^-2).
    lead = [{"offer": "server", "months": 2}]
    ladder(discount_rate_per_year=ONE_PERCENT, evidence_share=0, purchase=[RULE], lead_time=lead)
    assert due(three_years) == [("buy", "server", 1.0)]
    row = three_years.row("SELECT starts_on, commitment_cny FROM out_ladder WHERE is_due")
    assert row["starts_on"] == month(2)
    assert row["commitment_cny"] == pytest.approx(Decimal(2_448_000), abs=1)
    by_hour = 109_500 * (1 / 1.01 + 1 / 1.01**2)
    value = 2_522_580.12 / 1.0201 / 30.107505 * 28.702666
    found = three_years.row(CHOICES + "choice = 'ladder'")
    assert found["npv_cny"] == pytest.approx(Decimal(value + by_hour), abs=NEAR)


def test_a_price_by_the_card_with_maintenance_and_a_named_tariff(company: Any, ladder: Any) -> None:
    # 8 cards at 100,000; 3 % maintenance a year is 2,000 a month; 10 kW x 1.2 x 0.32 x 730 h =
    # 2,803.20 of power; 1,000 of hosting; 70 % of the price back after 24 months under the high
    # curve: (800,000 x 0.3) / 24 + 5,803.20 = 15,803.20 a month.
    silent(company)
    by_card = {"offer_id": "by card", "unit": "card", "price": Decimal(100_000), "cards": 8}
    company.add("core_price", PAYG, SERVER | by_card)
    plan_runs(company, *flat([8] * 36))
    ladder(
        evidence_share=0,
        purchase=[
            {
                "offer": "by card",
                "months_of_use": 24,
                "residual": "high",
                "hosting_cny_per_server_month": 1_000,
                "power_kw": 10,
                "pue": Decimal("1.2"),
                "electricity_tariff": "hub_low",
                "maintenance_share_per_year": 0.03,
            }
        ],
    )
    row = company.row("SELECT * FROM out_ladder WHERE is_due")
    assert row["cards_per_unit"] == 8
    assert row["unit_fee_cny_per_month"] == pytest.approx(Decimal("15803.20"), abs=Decimal("0.001"))


def test_without_the_table_a_purchase_says_what_its_price_book_lacks(
    three_years: Any, ladder: Any
) -> None:
    three_years.add("core_price", offer("month", 1, 60_000))
    ladder()
    rows = three_years.rows("SELECT offer_id, reason, detail FROM out_ladder_rejected")
    assert rows == [("server", "not_comparable", "purchase_not_said")]


def test_resale_power_and_the_price_of_money_stand_in_the_sensitivity(
    three_years: Any, ladder: Any
) -> None:
    # Bought at 85,000 of rent. Resale at 52.5 % in place of 25 %: 2,400,000 x 0.275 = 660,000 less;
    # power of 5,033.50 a month 20 % dearer: 36,241.20 more.
    three_years.add("core_price", offer("month", 1, 85_000))
    ladder(discount_rate_per_year=ONE_PERCENT, evidence_share=0, purchase=[RULE])
    rows = {
        (factor, round(change, 3)): (cost, units)
        for factor, change, cost, units in three_years.rows(
            "SELECT factor, change_ratio, cost_change_cny, units_now_change"
            " FROM out_ladder_sensitivity WHERE scope = 'company'"
        )
    }
    assert rows["residual_value", 1.1][0] == pytest.approx(Decimal(-660_000), abs=NEAR)
    assert rows["power_price", 0.2][0] == pytest.approx(Decimal("36241.20"), abs=NEAR)
    assert rows["power_price", -0.2][0] == pytest.approx(Decimal("-36241.20"), abs=NEAR)
    # Three points more, 1.2216 % a month: owning is worth 2,534,000 / 28.98 = 87,440 a month, and
    # it is rented at 85,000 x 36 in place of 68,000 x 36.
    assert rows["discount_rate", 0.03][0] == pytest.approx(Decimal(17_000 * 36), abs=NEAR)
    assert rows["discount_rate", -0.03][0] == pytest.approx(Decimal(0), abs=NEAR)
