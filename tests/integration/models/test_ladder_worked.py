"""Worked examples through the stage: servers of one card, 730 hours a month."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.billing_plans import plan
from tests.ladder_company import (
    APRIL,
    NEAR,
    PAYG,
    cost,
    due,
    flat,
    offer,
    plan_runs,
    silent,
)


def test_the_load_duration_curve_of_a_month_buys_at_the_fractile(company: Any, ladder: Any) -> None:
    # E3 as the hours of a month: 4 cards always, 6 for 90 % of the days, 8 for 70, 10 for 30, 12
    # for 10. 1 - 48,000 / 109,500 = 0.5616: the 8th card works 70 %, the 9th 30 % < 43.8 %.
    # 8 x 48,000 + 109,500 x (.2 x 2 + .1 x 4) = 471,600
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 48_000))
    until = date(2024, 4, 30)
    days = (1, 4, 10, 22, 28)  # from the day on: 30, 27, 21, 9 and 3 days
    plan_runs(company, *((date(2024, 4, day), until, 4 if day == 1 else 2) for day in days))
    ladder()
    assert due(company) == [("buy", "month", 8.0)]
    assert cost(company) == pytest.approx(Decimal(471_600), abs=NEAR)
    units = company.rows("SELECT first_unit, last_unit, ROUND(expected_hours) FROM out_ladder_unit")
    assert [row[:2] for row in units] == [(n, n) for n in range(1, 9)]
    assert [row[2] for row in units] == [730] * 4 + [657] * 2 + [511] * 2  # 90 %, 70 % of 730
    assert {row[0] for row in company.rows("SELECT break_even_hours FROM out_ladder_unit")} == {
        48_000 / 150 * 12
    }


@pytest.mark.parametrize(
    ("months", "bought", "yuan"), [(9, "month", 540_000), (10, "year", 576_000)]
)
def test_a_year_pays_from_the_tenth_month_on(
    company: Any, ladder: Any, months: int, bought: str, yuan: int
) -> None:
    # E2: 48,000 x 12 against 60,000 a month: 9.6 months.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("year", 12, 48_000))
    plan_runs(company, *flat([1] * months))
    ladder()
    assert due(company) == [("buy", bought, 1.0)]
    assert cost(company) == pytest.approx(Decimal(yuan), abs=NEAR)
    assert cost(company, "pay_as_you_go") == pytest.approx(Decimal(109_500 * months), abs=NEAR)


def test_terms_of_several_lengths_are_laid_over_each_other(company: Any, ladder: Any) -> None:
    # E6: 4, 6, 10, 10, 6, 4 cards; 60,000 a month, 150,000 a quarter, 264,000 half a year: 4 half
    # years, 2 + 2 quarters, 4 single months: 1,056,000 + 600,000 + 240,000
    silent(company)
    company.add(
        "core_price",
        PAYG,
        offer("month", 1, 60_000),
        offer("quarter", 3, 50_000),
        offer("half a year", 6, 44_000),
    )
    plan_runs(company, *flat([4, 6, 10, 10, 6, 4]))
    ladder()
    assert cost(company) == pytest.approx(Decimal(1_896_000), abs=NEAR)
    assert ("buy", "half a year", 4.0) in due(company)


@pytest.mark.parametrize(("days", "pays"), [(16, False), (17, True)])
def test_a_month_pays_from_the_break_even_hours_on(
    company: Any, ladder: Any, days: int, pays: bool
) -> None:
    # E1: 60,000 / 150 = 400 hours of 730, 54.8 % of the month: 16 of 30 days are 389 h, 17 are 414.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, (APRIL, date(2024, 4, days), 1))
    ladder()
    assert due(company) == ([("buy", "month", 1.0)] if pays else [])
    by_hour = Decimal(150 * 730 * days) / 30
    assert cost(company) == pytest.approx(min(by_hour, Decimal(60_000)), abs=NEAR)
    if not pays:
        row = company.row("SELECT * FROM out_ladder_rejected")
        assert (row["offer_id"], row["reason"]) == ("month", "dearer")
        assert row["dearer_by_cny"] == pytest.approx(60_000 - by_hour, abs=1)
        assert row["would_pay_below_cny"] == pytest.approx(by_hour, abs=1)


def test_another_chip_serves_where_its_work_costs_less(company: Any, ladder: Any) -> None:
    # E8: throughput 0.45, goodput 0.8 against 0.9: a card is worth 0.45 x 0.8 / 0.9 = 0.4 of the
    # pool's. 60,000 x 0.4 = 24,000: at 30,000 it is dearer, at 23,000 it serves: 5 cards for 2.
    silent(company)
    domestic = {"chip": "910", "provider": "Cloud B"}
    company.add(
        "core_price", PAYG, offer("month", 1, 60_000), offer("other", 1, 30_000, **domestic)
    )
    company.add(
        "core_chip",
        {"chip": "H20", "fp16_dense_tflops": 100.0},
        {"chip": "910", "fp16_dense_tflops": 45.0, "origin": "domestic"},
    )
    plan_runs(company, *flat([2]))
    rule = {"chip": "910", "pool": "serve", "efficiency": 0.8 / 0.9}
    ladder(substitution=[rule])
    assert due(company) == [("buy", "month", 2.0)]
    row = company.row("SELECT * FROM out_ladder_rejected")
    assert row["would_pay_below_cny"] == pytest.approx(Decimal(24_000), abs=1)
    assert row["dearer_by_cny"] == pytest.approx(Decimal(6_000), abs=1)

    company.connection.execute("UPDATE core_price SET price = 23000 WHERE offer_id = 'other'")
    ladder(substitution=[rule])
    assert due(company) == [("buy", "other", 5.0)]
    assert cost(company) == pytest.approx(Decimal(115_000), abs=NEAR)
    # Moving five servers at 1,001 each makes them dearer than 2 x 60,000.
    ladder(substitution=[rule | {"migration_cny_per_server": 1_001}])
    assert due(company) == [("buy", "month", 2.0)]


def test_spot_serves_above_contracts_where_the_file_says_what_it_loses(
    company: Any, ladder: Any
) -> None:
    # E8: 60 an hour with 12 % lost work is 68.1818 an effective hour. Six cards are needed all
    # April: four on spot cost 4 x 730 x 68.1818 = 199,090.91, two by the hour 219,000; the month
    # at 60,000 is cheaper than the hour and dearer than spot (49,772.73).
    silent(company)
    spot = {"offer_id": "spot", "billing_mode": "spot", "price": Decimal(60)}
    company.add("core_price", PAYG, spot, offer("month", 1, 60_000))
    plan_runs(company, *flat([6]))
    rule = {"pool": "serve", "most_cards": 4, "lost_work_ratio": 0.12}
    ladder(spot=[rule])
    assert due(company) == [("buy", "month", 2.0), ("buy", "spot", 4.0)]
    assert cost(company) == pytest.approx(Decimal(120_000) + Decimal("199090.91"), abs=NEAR)
    row = company.row("SELECT * FROM out_ladder WHERE offer_id = 'spot'")
    assert row["unit_fee_cny_per_month"] == pytest.approx(Decimal("49772.73"), abs=1)
    assert row["saving_cny"] == pytest.approx(4 * 109_500 - Decimal("199090.91"), abs=NEAR)
    assert row["commitment_cny"] == 0
    # At 135 an hour it is dearer than the hour: 153.41.
    company.connection.execute("UPDATE core_price SET price = 135 WHERE offer_id = 'spot'")
    ladder(spot=[rule])
    assert due(company) == [("buy", "month", 6.0)]
    row = company.row("SELECT * FROM out_ladder_rejected")
    assert (row["offer_id"], row["reason"]) == ("spot", "dearer")
    assert row["dearer_by_cny"] == pytest.approx(Decimal(3.409090 * 730), abs=1)
    assert row["would_pay_below_cny"] == 109_500


@pytest.mark.parametrize(
    ("rate", "bought", "value"),
    [(0, "in advance", 552_000), (0.12682503, "by the month", 540_243.72)],
)
def test_a_price_paid_in_advance_is_worth_more_than_it_costs(
    company: Any, ladder: Any, rate: float, bought: str, value: float
) -> None:
    # 46,000 x 12 = 552,000 on the first day against 48,000 at the end of each of 12 months: 576,000
    # in all, and at 1 % a month (12.68 % a year) worth 48,000 x 11.255077 = 540,243.72.
    silent(company)
    company.add("core_price", PAYG, offer("by the month", 12, 48_000))
    plan_runs(company, *flat([1] * 12))
    terms = {"fee": Decimal(46_000), "term_months": 12, "cards": 1, "match": {"chip": "H20"}}
    ahead = plan("subscription", plan_id="in advance", power_included=True, **terms)
    ladder(ahead, discount_rate_per_year=rate)
    assert due(company) == [("buy", bought, 1.0)]
    row = company.row(
        "SELECT npv_cny FROM out_ladder_choice WHERE choice = 'ladder' AND scope <> 'company'"
    )
    assert row["npv_cny"] == pytest.approx(Decimal(value), abs=NEAR)
