"""What the ladder says beside its numbers: dates, steps, waiting, parts of units, reasons."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import (
    APRIL,
    MARCH,
    NEAR,
    PAYG,
    busy,
    cost,
    due,
    flat,
    offer,
    plan_runs,
    silent,
)


def test_an_extension_follows_on_the_contract_and_is_due_at_its_notice(
    company: Any, ladder: Any
) -> None:
    # It ends on 10 May 2024: 60 days before is 11 March, so that it is to be decided today. The
    # extension begins on the next day; planned with is May as a whole.
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    company.add(
        "core_commitment", {"servers": 4, "cards_per_server": 1, "end_date": date(2024, 5, 10)}
    )
    plan_runs(company, *flat([4] * 20))
    ladder()
    (row,) = company.rows(
        "SELECT decide_on, is_due, units, starts_on, ends_on, decide_again_on FROM out_ladder"
        " WHERE action = 'extend'"
    )
    assert row == (APRIL, True, 4, date(2024, 5, 11), date(2025, 5, 10), date(2025, 3, 11))


def test_a_low_price_for_many_is_not_waited_for(company: Any, ladder: Any) -> None:
    # Ten servers for two years: eight at 43,000 and two at half of it, 387,000 a month, against
    # 600,000 by the month. Bought next month they would cost as much, and this month 213,000 more.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("two years", 24, 43_000))
    plan_runs(company, *flat([10] * 24))
    steps = [{"from_units": 0, "fee_ratio": 1}, {"from_units": 8, "fee_ratio": 0.5}]
    ladder(package=[{"offer": "two years", "tiers": "graduated", "tier": steps}])
    assert due(company) == [("buy", "two years", 10.0)]
    assert cost(company) == pytest.approx(Decimal(387_000 * 24), abs=24 * NEAR)


def test_a_part_of_a_minimum_is_not_waited_for(company: Any, ladder: Any) -> None:
    # Ten are needed and twelve must be bought: 12 x 43,000 = 516,000 a month against 600,000.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("two years", 24, 43_000))
    plan_runs(company, *flat([10] * 24))
    rule = {"offer": "two years", "minimum_units": 12}
    ladder(evidence_share=0, package=[rule])  # two of the twelve nobody needed
    assert due(company) == [("buy", "two years", 12.0)]
    assert cost(company) == pytest.approx(Decimal(516_000 * 24), abs=24 * NEAR)


def test_a_thousandth_of_the_cost_says_nothing_about_waiting(company: Any, ladder: Any) -> None:
    # Ten cards for two years are certain: waiting costs April at 60,000 in place of 48,000, 10 x
    # 12,000 of 24 x 480,000, a hundredth. At 48,100 it costs 10 x 100, a ten-thousandth.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("year", 12, 48_000))
    plan_runs(company, *flat([10] * 24))
    told = "SELECT worth_of_waiting_cny, within_noise FROM out_ladder_wait"
    ladder(evidence_share=0)
    assert company.rows(told) == [(pytest.approx(Decimal(-120_000), abs=24 * NEAR), False)]
    company.connection.execute("UPDATE core_price SET price = 48100 WHERE offer_id = 'month'")
    ladder(evidence_share=0)
    assert company.rows(told) == [(pytest.approx(Decimal(-1_000), abs=24 * NEAR), True)]


def test_under_limits_nobody_is_told_that_waiting_is_cheaper(company: Any, ladder: Any) -> None:
    # A level that costs is broken by whoever waits: that it is cheaper says nothing about waiting.
    busy(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    ladder()
    assert company.rows("SELECT count(*) FROM out_ladder_wait") == [(1,)]
    ladder(service_level=[{"share": 0.99}])
    assert company.rows("SELECT count(*) FROM out_ladder_wait") == [(0,)]


def test_as_today_goes_on_with_a_contract_that_begins_later(company: Any, ladder: Any) -> None:
    # April 2024 by the hour 109,500; twelve months at 50,000; then eleven at the offer's 48,000.
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    later = {"servers": 1, "cards_per_server": 1, "term_months": 12, "fee_per_server_month": 50_000}
    days = {"start_date": date(2024, 5, 1), "end_date": date(2025, 4, 30)}
    company.add("core_commitment", later | days)
    plan_runs(company, *flat([1] * 24))
    ladder()
    found = 109_500 + 12 * 50_000 + 11 * 48_000
    assert cost(company, "as_today") == pytest.approx(Decimal(found), abs=24 * NEAR)


def test_nothing_bought_saves_nothing_and_not_less(company: Any, ladder: Any) -> None:
    busy(company, cards=(0.1, 0.0))
    company.add("core_price", PAYG, offer("year", 12, 4_800_000))
    ladder()
    saved = company.rows(
        "SELECT DISTINCT savings_ratio::VARCHAR FROM out_ladder_choice"
        " WHERE choice IN ('ladder', 'pay_as_you_go', 'as_today')"
    )
    assert saved == [("0.0",)]


def test_where_nothing_is_needed_no_share_is_saved(company: Any, ladder: Any) -> None:
    # A contract that nobody needs: what need of a millionth of a card costs is no measure of it.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    company.add("core_commitment", {"servers": 2, "cards_per_server": 1})
    ladder()
    found = company.rows("SELECT DISTINCT savings_ratio FROM out_ladder_choice")
    assert found == [(None,)]


def test_blocks_of_units_save_together_what_their_purchase_saves(company: Any, ladder: Any) -> None:
    # A card is worth 0.45 of the pool's: five serve 2.25 for 2 needed, and the part above is paid.
    # 2 x 109,500 - 5 x 20,000 = 119,000. (Four and a fifth by the hour cost 1,900 more.)
    silent(company)
    other = offer("other", 1, 20_000, chip="910", provider="Cloud B")
    company.add("core_price", PAYG, other)
    plan_runs(company, *flat([2]))
    ladder(substitution=[{"chip": "910", "pool": "serve", "throughput_ratio": 0.45}])
    assert due(company) == [("buy", "other", 5.0)]
    for table in ("out_ladder", "out_ladder_unit"):
        ((saved,),) = company.rows(f"SELECT sum(saving_cny) FROM {table}")
        assert saved == pytest.approx(Decimal(119_000), abs=NEAR), table


def test_break_even_counts_what_an_hour_that_nobody_sells_costs(company: Any, ladder: Any) -> None:
    # 0.9 x 150 + 0.1 x 650 = 200 an hour: 48,000 / 200 = 240 hours a month, 2,880 a year.
    busy(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    ladder(on_demand={"availability": 0.9, "shortage_cny_per_card_hour": 650})
    hours = company.rows("SELECT DISTINCT break_even_hours FROM out_ladder_unit")
    assert hours == [(pytest.approx(2_880),)]


def test_a_pool_without_a_whole_day_is_not_said_to_have_no_price(company: Any, ladder: Any) -> None:
    for day in range(40):
        company.use(MARCH - timedelta(days=9 - day), [1.0] * 23)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    ladder()
    found = company.rows("SELECT detail->>'missing' FROM out_finding WHERE kind = 'no_advice'")
    assert found == [("no_whole_day",)]


def test_what_begins_after_a_contract_has_ended_is_proven_by_its_need(
    company: Any, ladder: Any
) -> None:
    # Four cards are needed all the time; their contract of two servers, which are not for sale,
    # ends with May, and an order now comes in July. April and May at 62,000 a server, June by the
    # hour at 109,500 a card, 21 months at 48,000.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("year", 12, 48_000))
    company.add(
        "core_commitment", {"servers": 2, "cards_per_server": 2, "end_date": date(2024, 5, 31)}
    )
    plan_runs(company, *flat([4] * 24))
    ladder(lead_time=[{"months": 3}])
    assert ("buy", "year", 4.0) in due(company)
    paid = 2 * 2 * 62_000 + 4 * (109_500 + 21 * 48_000)
    assert cost(company) == pytest.approx(Decimal(paid), abs=24 * NEAR)


def test_a_year_at_the_price_of_its_months_is_no_cheaper_and_not_unproven(
    company: Any, ladder: Any
) -> None:
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("year", 12, 60_000))
    plan_runs(company, *flat([4] * 24))
    ladder()
    assert company.rows(
        "SELECT reason, dearer_by_cny FROM out_ladder_rejected WHERE offer_id = 'year'"
    ) == [("dearer", 0)]


def test_what_costs_as_much_as_the_hour_is_never_bought(company: Any, ladder: Any) -> None:
    # 109,500 a month is 730 hours at 150: a tie keeps pay-as-you-go, in later months too.
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 109_500))
    plan_runs(company, *flat([4] * 24))
    ladder()
    assert company.rows("SELECT sum(bought_cards) FROM out_ladder_month") == [(0,)]


def test_parts_of_a_server_in_hand_are_filled_with_whole_ones(company: Any, ladder: Any) -> None:
    # Three servers of one card are one and a half of those for sale, and four are needed: half of
    # one by the hour costs 109,500 a month, and 96,000 bought.
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 96_000, cards=2))
    company.add(
        "core_commitment", {"servers": 3, "cards_per_server": 1, "end_date": date(2027, 3, 31)}
    )
    plan_runs(company, *flat([8] * 24))
    ladder()
    bought = "SELECT units FROM out_ladder WHERE action = 'buy' AND starts_on < DATE '2025-04-01'"
    assert company.rows(bought) == [(3,)]
