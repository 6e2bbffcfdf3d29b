"""Known events of what is not cards: tokens and requests, and how a pool's projects share it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.events import KnownEvent
from models.forecast.known_events import read_metered_events
from models.forecast.projects import ProjectDays, split_pool
from models.forecast.rows import SeriesForecast
from models.forecast.windows import PathWindow
from tests.unit.forecast.event_rows import DAYS, FIRST_DAY, LAST_DAY, PAST, POOL, demand, event
from tests.unit.forecast.scenario_rows import add
from tests.unit.forecast.test_known_events import add_event
from tests.unit.forecast.test_prophet_regressors import add_load

AHEAD = event(DAYS + 4, 1)  # the fifth day ahead
SOURCE = {"source_time_zone": "Asia/Shanghai", "load_id": "test", "first_line_number": 2}


def add_tokens(warehouse: Any) -> None:
    """As much as `demand` on every day, a tenth of it as output."""
    rows = [
        {
            "local_date": FIRST_DAY + timedelta(days=day),
            **{"provider": "a", "model": "chat", "project": "x", "cached_input_tokens": 0},
            "input_tokens": round(1000 * value),
            "output_tokens": round(100 * value),
            **SOURCE,
            "source_row_count": 1,
        }
        for day, value in enumerate(demand(*PAST).card_hours)
    ]
    add(warehouse.connection, "core_token_usage_daily", *rows)


def add_requests(warehouse: Any) -> None:
    """As many as `demand` on every day, the same in each of its hours."""
    midnight = datetime.combine(FIRST_DAY, time.min, ZoneInfo("Asia/Shanghai"))
    start = midnight.astimezone(UTC).replace(tzinfo=None)
    rows = [
        {
            "hour_utc": start + timedelta(days=day, hours=hour),
            "client": "app",
            "requests": value / 24,
            **{"peak_rate_per_s": 1.0, "peak_cv": None, "observed_s": 3600},
            **SOURCE,
            "source_row_count": 1,
        }
        for day, value in enumerate(demand(*PAST).card_hours)
        for hour in range(24)
    ]
    add(warehouse.connection, "core_request_hourly", *rows)


def add_events(warehouse: Any, *events: KnownEvent, **where: str) -> None:
    for one in events:
        add_event(warehouse, one, one.known_on, **where)


def days_of(rows: pl.DataFrame, target: str, level: str) -> pl.DataFrame:
    return rows.filter(target=target, level=level, grain="day").sort("period_start")


@pytest.mark.parametrize(
    ("add_rows", "target", "level", "usual"),
    [(add_tokens, "input_tokens", "project", 1e6), (add_requests, "requests", "client", 1e3)],
)
def test_a_day_of_an_announced_event_is_raised_and_one_known_later_changes_no_bit(
    warehouse: Any, add_rows: Any, target: str, level: str, usual: float
) -> None:
    add_rows(warehouse)
    add_load(warehouse, "test", datetime(2027, 1, 1))  # noqa: DTZ001  naive UTC
    add_events(warehouse, *PAST)
    before = days_of(warehouse.forecast(), target, level)
    add_events(warehouse, replace(AHEAD, known_on=LAST_DAY + timedelta(days=1)))
    late = days_of(warehouse.forecast(), target, level)
    assert late.drop("method_note").equals(before.drop("method_note"))
    add_events(warehouse, replace(AHEAD, name="told in time"))
    told = days_of(warehouse.forecast(), target, level)
    assert told["period_start"][4] == AHEAD.first_day
    assert told["p50"][4] == pytest.approx(1.4 * usual, rel=0.06)  # 40 % on the six before
    assert np.delete(told["p50"].to_numpy(), 4) == pytest.approx(np.full(6, usual), rel=0.06)
    [note] = told["method_note"].unique()
    assert note.startswith("events: kind launch +")


@pytest.mark.parametrize(
    ("where", "concerned"),
    [
        ({}, {"a/chat/x", "app"}),
        ({"provider": "a"}, {"a/chat/x"}),
        ({"provider": "b"}, set()),
        ({"provider": "a", "pool": "p"}, set()),
        ({"chip": "c"}, set()),
    ],
)
def test_what_is_known_of_single_pools_says_nothing_of_tokens_and_requests(
    warehouse: Any, where: dict[str, str], concerned: set[str]
) -> None:
    add_events(warehouse, PAST[0], **where)
    add_load(warehouse, "test", datetime(2027, 1, 1))  # noqa: DTZ001  naive UTC
    found = read_metered_events(warehouse.connection, "UTC", {"a/chat/x": "a", "app": None})
    assert set(found) == concerned


def shares_of_the_event(*events: KnownEvent) -> tuple[float, float]:
    """The share of `x`, mean over paths: on the event's day, and on the days around it."""
    raised, steady = demand(*PAST).card_hours, demand(seed=2).card_hours
    history = DailyHistory(POOL, FIRST_DAY, raised + steady)
    paths = np.full((100, 7), 2000.0)
    first_day = LAST_DAY + timedelta(days=1)
    pool = SeriesForecast(
        POOL, "usage", PathWindow(first_day, LAST_DAY, paths, np.zeros(7)), "ensemble", None, DAYS
    )
    settings = Settings(forecast_paths=100, forecast_horizon_days=7)
    projects = ProjectDays(("x", "y"), np.stack([raised, steady]))
    x, y = split_pool(pool, projects, history, settings, events)
    assert x.window.paths + y.window.paths == pytest.approx(paths)
    share = x.window.paths.mean(axis=0) / 2000
    return float(share[4]), float(np.delete(share, 4).mean())


def test_a_project_that_events_raise_has_a_larger_share_of_its_pool_on_their_days() -> None:
    on, beside = shares_of_the_event(*PAST, AHEAD)
    # 1.4 of 2.4 on that day, a half on the others.
    assert (on, beside) == pytest.approx((1.4 / 2.4, 0.5), abs=0.02)
    late = replace(AHEAD, known_on=LAST_DAY + timedelta(days=1))
    assert shares_of_the_event(*PAST, late) == shares_of_the_event(*PAST)
