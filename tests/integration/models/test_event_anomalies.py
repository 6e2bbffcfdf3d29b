"""Days that a known event explains: planned, named after it, and no alarm.

44 days of 40 cards at 10 a card-hour; the 36th, 5 February 2024, has 20 more.
"""

from datetime import date, datetime
from typing import Any

import pytest

from data.settings import Settings
from models.anomalies import build_anomalies
from tests.core_rows import POOL

START = datetime(2024, 1, 1)  # noqa: DTZ001 - tables hold naive UTC
DAY = date(2024, 2, 5)
EVENT = {
    "event": "launch of 2.0", "kind": "launch", "provider": None, "region": None, "pool": None,
    "chip": None, "start_date": DAY, "end_date": DAY, "source": "calendar", "load_id": "load",
    "line_number": 2,
}  # fmt: skip


def build(company: Any, *events: dict[str, Any], cards: float = 60.0, days: int = 44) -> None:
    company.add("core_price", {})
    company.use(START, [cards if day == 35 else 40.0 for day in range(days) for _ in range(24)])
    for event in events:
        company.add("core_event", EVENT | event)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")


def verdicts(company: Any) -> set[tuple[str, bool, str | None]]:
    return set(company.rows("SELECT kind, is_alarm, campaign FROM out_anomaly"))


@pytest.mark.parametrize("cards", [60.0, 5.0])
def test_a_day_of_an_event_is_planned_whichever_way_use_went(company: Any, cards: float) -> None:
    build(company, {}, cards=cards)
    assert verdicts(company) == {("planned", False, "launch of 2.0")}


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"end_date": date(2024, 2, 4), "start_date": date(2024, 2, 1)},
        {"start_date": date(2024, 2, 6), "end_date": date(2024, 2, 9)},
        {"chip": "another"},
        {"provider": POOL["provider"], "pool": "another"},
    ],
)
def test_an_event_on_other_days_or_of_other_pools_explains_nothing(
    company: Any, elsewhere: dict[str, Any]
) -> None:
    build(company, elsewhere)
    assert verdicts(company) == {("spike", True, None)}


def test_an_event_of_this_pool_explains_it(company: Any) -> None:
    build(company, {name: POOL[name] for name in ("provider", "region", "pool", "chip")})
    assert verdicts(company) == {("planned", False, "launch of 2.0")}


def test_a_price_that_steps_on_that_day_is_not_the_event_s_doing(company: Any) -> None:
    company.add("core_price", {"valid_to": date(2024, 2, 4)})
    company.add("core_price", {"offer_id": "dearer", "valid_from": DAY, "price": 20})
    company.use(START, [40.0] * 24 * 44)
    company.add("core_event", EVENT)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")
    assert ("price_step", True, None) in verdicts(company)


def test_a_new_level_that_begins_with_an_event_names_it(company: Any) -> None:
    company.add("core_price", {})
    hours = [40.0 if day < 35 else 80.0 for day in range(60) for _ in range(24)]
    company.use(START, hours)
    company.add("core_event", EVENT)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")
    found = company.rows("SELECT DISTINCT start_date, campaign FROM out_level_shift")
    assert found == [(DAY, "launch of 2.0")]
