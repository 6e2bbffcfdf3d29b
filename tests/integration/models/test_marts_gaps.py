"""Which zeros are not believed. Days are UTC; a pool works at 5 cards unless it says otherwise."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data import clock

DAY = timedelta(days=1)
START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
FINDINGS = """
    SELECT kind, pool_id.split('/')[3], start_utc, hour_count FROM out_finding
    WHERE kind IN ('suspected_gap', 'missing_hours') ORDER BY ALL
"""


def _use(days: int, zero: range = range(0)) -> list[float | None]:
    return [0.0 if hour in zero else 5.0 for hour in range(days * 24)]


def _hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def test_a_zero_of_all_pools_at_once_is_flagged_and_emptied(company: Any) -> None:
    company.use(START, _use(20, range(100, 103)), useful_card_hours=1.0, queued_card_hours=0.0)
    company.use(START, _use(20, range(99, 104)), pool="train")
    company.add(
        "core_capacity_hourly",
        {"hour_utc": _hour(100), "capacity_cards": 0.0},
        {"hour_utc": _hour(101), "capacity_cards": 16.0},
    )
    company.build()
    assert company.rows(FINDINGS) == [
        ("suspected_gap", "serve", _hour(100), 3),
        ("suspected_gap", "train", _hour(100), 3),
    ]
    assert company.rows(
        "SELECT used_card_hours, useful_card_hours, queued_card_hours, capacity_cards "
        "FROM out_pool_hourly WHERE pool_id LIKE '%serve%' AND is_suspected_gap ORDER BY hour_utc"
    ) == [(None, None, None, None), (None, None, None, 16.0), (None, None, None, None)]
    # What came is kept as it came; `train` at zero while `serve` ran is a real zero.
    assert company.rows("SELECT count(*) FROM core_usage_hourly WHERE used_card_hours = 0") == [
        (8,)
    ]
    assert company.rows("SELECT count(*) FROM out_pool_hourly WHERE used_card_hours = 0") == [(2,)]


def test_a_whole_day_that_is_not_believed_is_in_no_project_s_usage(company: Any) -> None:
    company.use(START, _use(20, range(96, 120)))
    company.use(START, _use(20, range(96, 120)), pool="train")
    company.build()
    assert company.rows(
        "SELECT count(*), count(*) FILTER (local_date = '2024-01-05') FROM out_usage_daily"
    ) == [(38, 0)]
    assert company.rows(
        "SELECT hours_measured, used_card_hours FROM out_cost_daily WHERE local_date = '2024-01-05'"
    ) == [(0, None), (0, None)]


def test_a_pool_that_is_idle_while_its_neighbour_works_is_believed(company: Any) -> None:
    company.use(START, _use(20, range(100, 172)))
    company.use(START, _use(20), pool="train")
    company.build()
    assert company.rows(FINDINGS) == []


def test_another_provider_s_pools_say_nothing(company: Any) -> None:
    company.use(START, _use(20, range(100, 103)))
    company.use(START, _use(20, range(100, 103)), pool="train")
    company.use(START, _use(20), provider="Cloud B")
    company.build()
    assert [row[:2] for row in company.rows(FINDINGS)] == [
        ("suspected_gap", "serve"),
        ("suspected_gap", "train"),
    ]


def test_nights_at_zero_are_believed_though_they_are_few_hours(company: Any) -> None:
    # Two hours of every night: 8.3 % of all hours, but every day at the same time.
    nights = [0.0 if hour % 24 in (2, 3) else 5.0 for hour in range(20 * 24)]
    company.use(START, nights)
    company.use(START, nights, pool="train")
    company.build()
    assert company.rows(FINDINGS) == []


def test_a_pool_alone_is_doubted_only_after_a_whole_day_at_zero(company: Any) -> None:
    company.use(START, _use(40, range(100, 123)))
    company.use(START, _use(40, range(100, 124)), provider="Cloud B")
    company.build()
    assert company.rows(
        "SELECT pool_id, hour_count FROM out_finding WHERE kind = 'suspected_gap'"
    ) == [("Cloud B/North/serve/H20", 24)]


def test_an_absent_neighbour_is_no_witness(company: Any) -> None:
    # `train` lacks five hours in the export, and `serve` rests in two of them.
    company.use(START, _use(20, range(101, 103)))
    holes = [None if 100 <= hour < 105 else 5.0 for hour in range(20 * 24)]
    company.use(START, holes, pool="train")
    company.build()
    assert company.rows(FINDINGS) == [("missing_hours", "train", _hour(100), 5)]


def test_zeros_before_the_first_use_are_believed(company: Any) -> None:
    company.use(START, _use(40, range(72)))
    company.use(START, _use(40, range(72)), pool="train")
    company.build()
    assert company.rows(FINDINGS) == []


def test_a_zero_to_the_very_end_is_doubted(company: Any) -> None:
    company.use(START, _use(20, range(470, 480)))
    company.use(START, _use(20, range(460, 480)), pool="train")
    company.build()
    assert [row[3] for row in company.rows(FINDINGS)] == [10, 10]


def test_absent_hours_are_found_one_row_per_run(company: Any) -> None:
    company.use(START, [1.0, None, None, 1.0, None, 1.0] + [None] * 24 + [1.0])
    company.build()
    assert company.rows(
        "SELECT start_utc, end_utc, hour_count, severity FROM out_finding "
        "WHERE kind = 'missing_hours' ORDER BY start_utc"
    ) == [
        (_hour(1), _hour(3), 2, "info"),
        (_hour(4), _hour(5), 1, "info"),
        (_hour(6), _hour(30), 24, "warning"),
    ]


def _load(company: Any, loaded_at: datetime, saved_at: datetime | None = None, **row: Any) -> None:
    times = {"loaded_at": loaded_at, "file_modified_at": saved_at or loaded_at}
    company.add("core_load", {"load_id": "load"} | times | row)


FOUND = (
    "SELECT pool_id.split('/')[3], severity, start_utc, end_utc, hour_count FROM out_finding"
    " WHERE kind = 'future_hours'"
)
HOURS = (
    "SELECT pool_id.split('/')[3], max(hour_utc), count(used_card_hours), count(*)"
    " FROM out_pool_hourly GROUP BY pool_id ORDER BY pool_id"
)


@pytest.fixture
def any_clock_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "NO_CLOCK_BEFORE", START)


@pytest.mark.usefixtures("any_clock_is_believed")
def test_hours_that_had_not_come_when_they_were_loaded_do_not_count(company: Any) -> None:
    # Loaded on the 10th at noon: until the 11th at noon clocks may differ. Without the second pool,
    # which ends at noon of the 10th, the company would go on until the 40 days that are to come.
    _load(company, _hour(9 * 24 + 12))
    company.use(START, [5.0] * (10 * 24 + 13))
    company.use(_hour(40 * 24), [5.0] * 25 + [None] * 5 + [5.0] * 26)
    company.use(START, [5.0] * (9 * 24 + 12), pool="train")
    company.build()
    assert company.rows(FOUND) == [
        ("serve", "info", _hour(40 * 24), _hour(41 * 24 + 1), 25),
        ("serve", "warning", _hour(41 * 24 + 6), _hour(42 * 24 + 8), 26),
    ]
    assert company.rows(HOURS) == [
        ("serve", _hour(10 * 24 + 12), 253, 253),
        ("train", _hour(9 * 24 + 11), 228, 228),
    ]
    assert company.rows("SELECT max(local_date) FROM out_cost_daily") == [
        (START.date() + 10 * DAY,)
    ]


@pytest.mark.usefixtures("any_clock_is_believed")
def test_with_nothing_but_hours_to_come_there_are_no_figures_and_one_finding(company: Any) -> None:
    _load(company, START)
    company.use(_hour(48), [5.0] * 24)
    company.build()
    assert company.rows(FOUND) == [("serve", "info", _hour(48), _hour(72), 24)]
    assert company.rows(HOURS) == []


def test_a_clock_before_the_sample_s_end_is_not_believed(company: Any) -> None:
    _load(company, START - 3650 * DAY)
    company.use(START, [5.0] * 24)
    company.build()
    assert company.rows(FOUND) == []
    assert company.rows(HOURS) == [("serve", _hour(23), 24, 24)]


@pytest.mark.usefixtures("any_clock_is_believed")
@pytest.mark.parametrize(
    ("loaded", "saved", "days_counted"),
    [
        (72, 72, 3),  # at midnight of the fourth: the third day is over
        (
            71,
            71,
            3,
        ),  # an hour before it: the day's last hour has begun, as in any hour that is told
        (70, 70, 2),
        (60, 60, 2),
        (80, 70, 2),  # loaded on the fourth day, but saved on the third
        (80, 71, 3),  # as a file written shortly before midnight is
        (80, 80, 3),
        (80, 10, 3),  # rows after the day on which it was saved: that is no time of saving
        (80, -99999, 3),
    ],
)
def test_a_day_s_row_counts_once_its_day_was_over(
    company: Any, loaded: int, saved: int, days_counted: int
) -> None:
    # Daily rows are spread over their hours: what is known of today at 10:00 would look like a
    # whole day of little use, and forecasts would begin tomorrow.
    _load(company, _hour(loaded), _hour(saved), period_end=_hour(48))
    company.use(START, [5.0] * 72, measured_per="day")
    company.build()
    last = _hour(24 * days_counted - 1)
    assert company.rows(HOURS) == [("serve", last, 24 * days_counted, 24 * days_counted)]
    untold = [("serve", "info", _hour(48), _hour(72), 24)] if days_counted == 2 else []
    assert company.rows(FOUND) == untold


@pytest.mark.usefixtures("any_clock_is_believed")
def test_where_one_project_s_day_was_not_over_the_pool_s_is_not_known(company: Any) -> None:
    _load(company, _hour(30))
    _load(company, _hour(99), load_id="later", sequence=2)
    company.use(START, [5.0] * 48, measured_per="day")
    company.use(_hour(24), [7.0] * 48, project="other", measured_per="day", load_id="later")
    company.build()
    assert company.rows(FOUND) == [("serve", "info", _hour(24), _hour(48), 24)]
    kinds = company.rows("SELECT kind FROM out_finding WHERE kind LIKE 'partly%'")
    assert kinds == []
    assert company.rows(HOURS) == [("serve", _hour(71), 48, 72)]
    days = company.rows("SELECT local_date, sum(used_card_hours) FROM out_usage_daily GROUP BY 1")
    assert sorted(days) == [(START.date(), 120.0), (START.date() + 2 * DAY, 168.0)]
