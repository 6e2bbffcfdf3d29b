"""Contracts that end before a new one could be there: they go on, with what they have."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import APRIL, NEAR, PAYG, cost, flat, offer, plan_runs, silent

MONTH, YEAR = offer("month", 1, 60_000), offer("year", 12, 48_000)
FOUR = {"servers": 4, "cards_per_server": 1, "end_date": date(2024, 4, 30)}  # 62,000 a month
EXTENDED = "SELECT units, starts_on, ends_on, is_due FROM out_ladder WHERE action = 'extend'"


def ask(company: Any, ladder: Any, *levels: int, **contract: Any) -> None:
    """Four servers to the end of April, and an order that comes three months later."""
    silent(company)
    company.add("core_price", PAYG, MONTH, YEAR)
    company.add("core_commitment", FOUR | contract)
    plan_runs(company, *flat(levels))
    ladder(lead_time=[{"months": 3}])


def test_it_goes_on_for_a_year_where_that_is_cheapest(company: Any, ladder: Any) -> None:
    # April at 62,000 and 23 months at 48,000: what it costs to go on as today, too.
    ask(company, ladder, *[4] * 24)
    ends = date(2025, 4, 30)
    # Its notice is 60 days before its end: it is to be said today.
    assert company.rows(EXTENDED) == [(4, date(2024, 5, 1), ends, True)]
    paid = Decimal(4 * (62_000 + 23 * 48_000))
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)
    assert cost(company) <= cost(company, "as_today") + Decimal(1)


@pytest.mark.parametrize("day", [10, 20])
def test_it_goes_on_from_the_day_after_it_ends_and_nothing_is_paid_twice(
    company: Any, ladder: Any, day: int
) -> None:
    # To the 10th or 20th of May, and from the day after for a year, at 48,000 a month by the days.
    ask(company, ladder, *[4] * 24, end_date=date(2024, 5, day))
    extended = (4, date(2024, 5, day + 1), date(2025, 5, day), True)
    assert company.rows(EXTENDED)[0] == extended
    old, new = 1 + Decimal(day) / 31, 23 - Decimal(day) / 31
    assert cost(company) == pytest.approx(4 * (62_000 * old + 48_000 * new), abs=24 * NEAR)
    assert cost(company) <= cost(company, "as_today") + Decimal(1)
    # What is paid in the month in which it ends, by the days of both.
    fees = "SELECT in_hand_fee_cny, bought_fee_cny FROM out_ladder_month WHERE month = '2024-05-01'"
    paid = 4 * 62_000 * day / 31, 4 * 48_000 * (31 - day) / 31
    assert company.rows(fees) == [pytest.approx(tuple(map(Decimal, paid)), abs=NEAR)]


def test_a_new_one_takes_its_place_the_day_after_too(company: Any, ladder: Any) -> None:
    # To 10 July: what is ordered now could come in July, and comes on the 11th.
    ask(company, ladder, *[4] * 24, end_date=date(2024, 7, 10))
    assert company.rows(EXTENDED)[0] == (4, date(2024, 7, 11), date(2025, 7, 10), True)
    old, new = 3 + Decimal(10) / 31, 21 - Decimal(10) / 31
    assert cost(company) == pytest.approx(4 * (62_000 * old + 48_000 * new), abs=24 * NEAR)


def test_under_a_cap_all_of_it_goes_on(company: Any, ladder: Any) -> None:
    # Four may run at once: to 10 May these, from 11 May those.
    ask(company, ladder, *[4] * 24, end_date=date(2024, 5, 10))
    free = cost(company)
    ladder(lead_time=[{"months": 3}], cap=[{"name": "four", "units": 4}])
    assert cost(company) == free


def test_no_more_go_on_than_there_are(company: Any, ladder: Any) -> None:
    # Six are needed: the two that no contract has are paid by the hour until July.
    ask(company, ladder, *[6] * 24)
    assert [row[0] for row in company.rows(EXTENDED)] == [4]
    new = company.rows("SELECT units, starts_on FROM out_ladder WHERE action = 'buy' AND is_due")
    assert new == [(2, date(2024, 7, 1))]
    paid = Decimal(4 * (62_000 + 23 * 48_000) + 2 * (3 * 109_500 + 21 * 48_000))
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)


def test_only_what_is_needed_goes_on(company: Any, ladder: Any) -> None:
    # One of four; the others run out.
    ask(company, ladder, *[4], *[1] * 23)
    assert [row[0] for row in company.rows(EXTENDED)] == [1]
    ended = "SELECT units, ends_on FROM out_ladder WHERE action = 'let_run_out'"
    assert company.rows(ended) == [(3, date(2024, 4, 30))]
    paid = Decimal(4 * 62_000 + 23 * 48_000)
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)
    assert cost(company) < cost(company, "as_today")


def test_a_month_is_added_again_until_a_new_server_is_there(company: Any, ladder: Any) -> None:
    # Needed to the end of June: two months at 60,000, and a year would cost 12 x 48,000.
    ask(company, ladder, 4, 4, 4, term_months=1)
    assert company.rows(EXTENDED) == [(4, date(2024, 5, 1), date(2024, 6, 30), True)]
    paid = Decimal(4 * (62_000 + 2 * 60_000))
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)


def test_what_ends_later_is_planned_and_not_due(company: Any, ladder: Any) -> None:
    # To the end of June, and an order of now would come in July: it is in time.
    ask(company, ladder, *[4] * 24, end_date=date(2024, 6, 30))
    assert cost(company) == pytest.approx(Decimal(4 * (3 * 62_000 + 21 * 48_000)), abs=24 * NEAR)
    assert company.rows("SELECT DISTINCT starts_on FROM out_ladder WHERE action = 'extend'") == [
        (date(2024, 7, 1),)
    ]


def test_each_offer_is_told_once_among_those_not_bought(company: Any, ladder: Any) -> None:
    ask(company, ladder, *[4] * 24)
    told = company.rows(
        "SELECT offer_id, count(*) FROM out_ladder_rejected GROUP BY ALL ORDER BY 1"
    )
    assert told == [("month", 1), ("year", 1)]


def test_servers_of_another_size_are_not_the_same(company: Any, ladder: Any) -> None:
    # Two of two cards each: nothing of that size is for sale. May and June are paid by the hour.
    ask(company, ladder, *[4] * 24, servers=2, cards_per_server=2)
    assert company.rows(EXTENDED) == []
    paid = Decimal(2 * 62_000 + 4 * (2 * 109_500 + 21 * 48_000))
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)


def test_a_limit_counts_what_goes_on(company: Any, ladder: Any) -> None:
    # Three servers may run from May on; by the hour as many as are needed.
    silent(company)
    company.add("core_price", PAYG, YEAR)
    company.add("core_commitment", FOUR)
    plan_runs(company, *flat([4] * 24))
    cap = {"name": "few", "units": 3, "from_month": date(2024, 5, 1)}
    ladder(lead_time=[{"months": 3}], cap=[cap])
    assert [row[0] for row in company.rows(EXTENDED)] == [3]
    paid = Decimal(4 * 62_000 + 23 * (3 * 48_000 + 109_500))
    assert cost(company) == pytest.approx(paid, abs=24 * NEAR)


def test_where_the_year_begins_with_april_the_clamp_counts_what_goes_on(
    company: Any, ladder: Any
) -> None:
    # It ends with 1 April, so that the year is bought now: four servers have shown their need.
    ask(company, ladder, *[4] * 24, end_date=APRIL)
    assert company.rows(EXTENDED) == [(4, date(2024, 4, 2), date(2025, 4, 1), True)]


def test_rent_is_paid_from_the_day_on_which_it_begins(company: Any, ladder: Any) -> None:
    # Two from July on, ordered today: a budget of nothing until then does not hold them up, and
    # 96,000 a month are enough.
    silent(company)
    company.add("core_price", PAYG, YEAR)
    plan_runs(company, *flat([0] * 3 + [2] * 21))
    budgets = [{"name": "before", "amount_cny_per_month": 100, "to_month": date(2024, 6, 1)}]
    ladder(lead_time=[{"months": 3}], budget=[*budgets, {"amount_cny_per_month": 96_100}])
    assert cost(company) == pytest.approx(Decimal(21 * 2 * 48_000), abs=24 * NEAR)
    assert company.rows("SELECT limit_name FROM out_ladder_limit") == []
