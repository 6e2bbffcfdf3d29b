"""Savings plans that serve no pool there is; and those that serve none of the pools advised."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import PAYG, flat, offer, plan_runs, silent

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
PLAN = {"provider": "Cloud B", "commitment_per_hour": Decimal(240), "discount_ratio": 0.2}
TOLD = (
    "SELECT pool_id, detail->>'cny_per_hour', detail->>'first_day', detail->>'last_day', hour_count"
    " FROM out_finding WHERE kind = 'plan_not_in_costs' ORDER BY ALL"
)
UNSERVED = "SELECT severity, detail->>'missing' FROM out_finding WHERE kind = 'plan_serves_nothing'"
FOUR_DAYS = ("2024-01-01", "2024-01-04", 96)


def _four_days(company: Any, *plans: dict[str, Any], **settings: Any) -> list[tuple[Any, ...]]:
    """What is said of plans when costs of two pools are shown from 1 to 4 January."""
    company.use(START, [1.0] * 96)
    company.use(START, [1.0] * 96, pool="train")
    company.add("core_savings_plan", *(PLAN | plan for plan in plans))
    company.build(**settings)
    rows: list[tuple[Any, ...]] = company.rows(TOLD)
    return rows


@pytest.mark.parametrize(
    "other",
    [{}, {"provider": "Cloud A", "region": "South"}, {"provider": "Cloud A", "chip": "H100"}],
)
def test_a_plan_that_serves_no_pool_is_told(other: dict[str, str], company: Any) -> None:
    assert _four_days(company, other) == [(None, "240.000000", *FOUR_DAYS)]
    facts = "SELECT severity, detail->>'offer_id', start_utc, end_utc FROM out_finding"
    told = company.rows(f"{facts} WHERE kind = 'plan_not_in_costs'")
    assert told == [("warning", "plan", START, START + timedelta(days=4))]


def test_a_plan_that_serves_one_is_in_its_cost(company: Any) -> None:
    assert _four_days(company, {"provider": "Cloud A"}) == []


def test_only_days_on_which_it_runs_are_told(company: Any) -> None:
    days = {"start_date": date(2024, 1, 2), "end_date": date(2024, 1, 3)}
    told = _four_days(company, days)
    assert {row[2:] for row in told} == {("2024-01-02", "2024-01-03", 48)}


@pytest.mark.parametrize(
    "days",
    [
        {"start_date": date(2024, 1, 5)},
        {"start_date": date(2023, 1, 1), "end_date": date(2023, 12, 31)},
    ],
)
def test_a_plan_of_other_days_is_not_told(days: dict[str, date], company: Any) -> None:
    assert _four_days(company, days) == []


def test_without_plans_nothing_is_told(company: Any) -> None:
    assert _four_days(company) == []


@pytest.mark.parametrize(
    ("printed", "settings", "due"),
    [
        # 40 dollars at 6 yuan on the last day.
        ({"currency": "USD", "commitment_per_hour": Decimal(40)}, {}, "240.000000"),
        # 106 with 6 % of tax are 100 without.
        ({"commitment_per_hour": Decimal(106)}, {"tax_basis": "excluded"}, "100.000000"),
        ({"currency": "EUR"}, {}, None),  # no rate
    ],
)
def test_what_is_due_is_in_yuan_on_the_basis_of_the_costs(
    printed: dict[str, Any], settings: dict[str, str], due: str | None, company: Any
) -> None:
    company.add("core_fx_rate", {"rate_date": date(2024, 1, 4), "rate": Decimal(6)})
    assert {row[1] for row in _four_days(company, printed, **settings)} == {due}


def _advised(company: Any, ladder: Any, **plan: Any) -> list[tuple[Any, ...]]:
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    company.add("core_savings_plan", PLAN | plan)
    plan_runs(company, *flat([4] * 24))
    ladder()
    rows: list[tuple[Any, ...]] = company.rows(UNSERVED)
    return rows


def test_a_plan_of_a_provider_without_an_advised_pool_is_told(company: Any, ladder: Any) -> None:
    assert _advised(company, ladder) == [("warning", "plan")]


def test_a_plan_that_an_advised_pool_uses_is_not(company: Any, ladder: Any) -> None:
    assert _advised(company, ladder, provider="Cloud A") == []


def test_nor_is_one_that_has_ended(company: Any, ladder: Any) -> None:
    assert _advised(company, ladder, end_date=date(2024, 1, 31)) == []
