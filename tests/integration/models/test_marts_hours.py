"""out_pool_hourly and out_usage_daily."""

from datetime import date, datetime
from typing import Any

import pytest

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
HOURS = "SELECT {} FROM out_pool_hourly ORDER BY pool_id, hour_utc"
POOL_ID = "Cloud A/North/serve/H20"


def test_projects_are_summed_and_a_missing_hour_is_null_not_zero(company: Any) -> None:
    company.use(START, [1.5, 2.0, None, 4.0])
    company.use(START, [0.25, None, None, 4.0], project="ads")
    company.build()
    assert company.rows(HOURS.format("used_card_hours, measured_per")) == [
        (1.75, "hour"),
        (2.0, "hour"),
        (None, None),
        (8.0, "hour"),
    ]


def test_every_pool_has_all_hours_from_its_own_first_to_its_own_last(company: Any) -> None:
    company.use(START, [1.0, None, None, 1.0])
    company.use(START, [None, 1.0, 1.0], pool="train")
    company.build()
    assert company.rows("SELECT pool_id, count(*) FROM out_pool_hourly GROUP BY 1 ORDER BY 1") == [
        (POOL_ID, 4),
        ("Cloud A/North/train/H20", 2),
    ]


def test_a_sum_with_an_unknown_part_is_unknown(company: Any) -> None:
    company.use(START, [4.0, 4.0], useful_card_hours=3.0, queued_card_hours=1.0)
    company.use(START, [4.0], project="ads", useful_card_hours=None, queued_card_hours=2.0)
    company.build()
    assert company.rows(HOURS.format("useful_card_hours, queued_card_hours")) == [
        (None, 3.0),
        (3.0, 1.0),
    ]
    assert company.rows("SELECT useful_card_hours, queued_card_hours FROM out_cost_daily") == [
        (None, 4.0)
    ]


def test_capacity_comes_from_its_own_table(company: Any) -> None:
    company.use(START, [1.0, 1.0])
    company.add("core_capacity_hourly", {"hour_utc": START, "capacity_cards": 16.0})
    company.build()
    assert company.rows(HOURS.format("capacity_cards")) == [(16.0,), (None,)]


def test_an_hour_of_which_a_part_was_measured_by_the_day_says_so(company: Any) -> None:
    company.use(START, [1.0])
    company.use(START, [1.0], project="ads", measured_per="day")
    company.build()
    assert company.rows(HOURS.format("measured_per")) == [("day",)]


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [("UTC", date(2024, 1, 1)), ("Asia/Shanghai", date(2024, 1, 2)), ("America/New_York", None)],
)
def test_days_are_those_of_the_company_s_zone(
    company: Any, time_zone: str, day: date | None
) -> None:
    company.use(datetime(2024, 1, 1, 16), [1.0])  # noqa: DTZ001  naive UTC
    company.build(time_zone=time_zone)
    assert company.rows(HOURS.format("local_date")) == [(day or date(2024, 1, 1),)]


def test_usage_by_day_and_project_leaves_out_what_cannot_be_trusted(company: Any) -> None:
    company.use(START, [3.0] * 40, useful_card_hours=2.5)
    company.use(START, [1.0] * 20, project="ads")
    company.build()
    assert company.rows(
        "SELECT local_date, project, used_card_hours, useful_card_hours FROM out_usage_daily "
        "ORDER BY ALL"
    ) == [
        (date(2024, 1, 1), "ads", 20.0, None),
        (date(2024, 1, 1), "search", 72.0, 60.0),
        (date(2024, 1, 2), "search", 48.0, 40.0),
    ]


def test_kinds_of_work_of_one_project_stand_apart_and_add_up_to_it(company: Any) -> None:
    company.use(START, [3.0] * 24)
    company.use(START, [1.0] * 24, workload_class="training")
    company.build()
    assert company.rows(
        "SELECT project, workload_class, used_card_hours FROM out_usage_daily ORDER BY ALL"
    ) == [("search", "inference", 72.0), ("search", "training", 24.0)]
    assert company.rows("SELECT used_card_hours FROM out_cost_daily") == [(96.0,)]


def test_each_day_has_the_team_that_its_project_belonged_to_then(company: Any) -> None:
    # search is ads' until the second day, then its own; lab has no row, and chat none that early.
    company.use(START, [1.0] * 72)
    company.use(START, [1.0] * 24, project="lab")
    company.use(START, [1.0] * 24, project="chat")
    company.add(
        "core_project",
        {"project": "search", "team": "ads", "valid_from": date(2023, 1, 1)},
        {"project": "search", "team": "finding", "valid_from": date(2024, 1, 2)},
        {"project": "chat", "team": "finding", "valid_from": date(2024, 1, 2)},
    )
    company.build()
    assert company.rows(
        "SELECT project, day(local_date), team FROM out_usage_daily ORDER BY ALL"
    ) == [
        ("chat", 1, None),
        ("lab", 1, None),
        ("search", 1, "ads"),
        ("search", 2, "finding"),
        ("search", 3, "finding"),
    ]


def test_without_usage_there_are_no_marts(company: Any) -> None:
    company.use(START, [1.0])
    company.build()
    company.connection.execute("DELETE FROM core_usage_hourly")
    company.add("core_commitment", {})
    company.build()
    for table in ("out_pool_hourly", "out_usage_daily", "out_cost_daily", "out_finding"):
        assert company.rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_building_twice_gives_the_same_rows_once(company: Any) -> None:
    company.use(START, [1.0, None, 0.3])
    company.add("core_price", {})
    company.build()
    first = company.rows("SELECT * FROM out_cost_daily") + company.rows("SELECT * FROM out_finding")
    company.build()
    again = company.rows("SELECT * FROM out_cost_daily") + company.rows("SELECT * FROM out_finding")
    assert again == first
