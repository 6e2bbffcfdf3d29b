"""Agreements in hand: what was promised, has been drawn, will be, and would be due at the end.

Four cards by the hour from April 2024 on, 150 yuan each: 4 x 730 x 150 = 438,000 a month, of which
an agreement counts nine tenths: 394,200.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import PAYG, flat, offer, plan_runs, silent

MONTH = 394_200
DRAWN = 9_720  # 72 hours of a card in another pool: 10,800 yuan


def ask(company: Any, ladder: Any, *offers: dict[str, Any], **agreement: Any) -> dict[str, Any]:
    """What is told of an agreement; nothing where nothing is."""
    silent(company)
    company.use(datetime(2024, 3, 29), [1.0] * 72, pool="train")  # noqa: DTZ001  naive UTC
    company.add("core_price", PAYG, *offers)
    company.add("core_spend_agreement", agreement)
    plan_runs(company, *flat([4] * 24))
    ladder()
    told = company.rows("SELECT severity, detail FROM out_finding WHERE kind = 'agreement_in_hand'")
    return {"severity": told[0][0]} | json.loads(told[0][1]) if told else {}


def near(amount: float) -> Any:
    """A silent pool draws need of a millionth of a card."""
    return pytest.approx(amount, abs=5)


def test_what_is_not_spent_by_the_end_is_told_as_due(company: Any, ladder: Any) -> None:
    told = ask(company, ladder)
    assert (told["offer_id"], told["seller"], told["last_day"]) == ("ag-1", "Cloud A", "2024-12-31")
    assert (told["promised_cny"], told["drawn_cny"]) == (5_000_000, near(DRAWN))
    # April to December: nine months, 3,547,800.
    assert told["expected_cny"] == near(9 * MONTH)
    assert told["due_cny"] == near(5_000_000 - DRAWN - 9 * MONTH)
    assert told["severity"] == "warning"


@pytest.mark.parametrize(
    ("last_day", "months"),
    [
        (date(2024, 12, 15), 8 + 15 / 31),
        (date(2026, 6, 30), 27),  # the horizon ends in March 2026: later months are as its last
    ],
)
def test_months_count_by_the_days_on_which_it_runs(
    last_day: date, months: float, company: Any, ladder: Any
) -> None:
    told = ask(company, ladder, end_date=last_day, amount=Decimal(20_000_000))
    assert told["expected_cny"] == near(months * MONTH)


def test_nothing_is_due_of_one_that_is_spent(company: Any, ladder: Any) -> None:
    told = ask(company, ladder, amount=Decimal(3_000_000))
    assert (told["due_cny"], told["severity"]) == (0, "info")


def test_what_servers_serve_does_not_draw_it(company: Any, ladder: Any) -> None:
    told = ask(company, ladder, offer("year", 12, 48_000))
    assert told["expected_cny"] == near(0)


@pytest.mark.parametrize("other", [{"provider": "Cloud B"}, {"region": "South"}, {"chip": "H100"}])
def test_use_of_other_pools_does_not_draw_it(
    other: dict[str, str], company: Any, ladder: Any
) -> None:
    told = ask(company, ladder, **other)
    assert (told["drawn_cny"], told["expected_cny"], told["due_cny"]) == (0, 0, 5_000_000)


def test_without_a_rate_what_is_due_is_not_known(company: Any, ladder: Any) -> None:
    told = ask(company, ladder, currency="EUR")
    assert (told["promised_cny"], told["due_cny"], told["severity"]) == (None, None, "warning")
    assert told["expected_cny"] == near(9 * MONTH)


def test_one_that_has_ended_is_not_told(company: Any, ladder: Any) -> None:
    assert ask(company, ladder, end_date=date(2024, 3, 31)) == {}
