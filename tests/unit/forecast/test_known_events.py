"""Events of the tables: whose they are, since when they were known, and what the stage says."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.forecast.events import KnownEvent
from models.forecast.known_events import read_events
from tests.unit.forecast.event_rows import DAYS, FIRST_DAY, PAST, POOL, demand, event
from tests.unit.forecast.scenario_rows import add
from tests.unit.forecast.test_prophet_regressors import add_load

OTHER = "b/r/q/c"
SLASHED = "b/r/q/1/c"  # the name of the pool is q/1


def add_event(warehouse: Any, one: KnownEvent, announced_on: date | None, **where: str) -> None:
    row = {
        "event": one.name,
        "kind": one.kind,
        **dict.fromkeys(("provider", "region", "pool", "chip")),
        "start_date": one.first_day,
        "end_date": one.last_day,
        "announced_on": announced_on,
        "source": "test",
        "load_id": "test",
        "line_number": 2,
    }
    add(warehouse.connection, "core_event", row | where)


def test_an_event_is_known_from_the_day_it_was_announced_or_else_its_file_was_saved(
    warehouse: Any,
) -> None:
    announced = FIRST_DAY - timedelta(days=3)
    add_event(warehouse, PAST[0], announced)
    add_event(warehouse, PAST[1], None)
    # 17:30 UTC on 30 November is half past one of 1 December in Shanghai.
    add_load(warehouse, "test", datetime(2025, 11, 30, 17, 30))  # noqa: DTZ001  naive UTC
    [first, second] = read_events(warehouse.connection, "Asia/Shanghai", [POOL])[POOL]
    assert (first.name, first.known_on) == (PAST[0].name, announced)
    assert (second.name, second.known_on) == (PAST[1].name, date(2025, 12, 1))


@pytest.mark.parametrize(
    ("where", "concerned"),
    [
        ({}, {POOL, OTHER, SLASHED}),
        ({"provider": "a"}, {POOL}),
        ({"region": "r", "chip": "c"}, {POOL, OTHER, SLASHED}),
        ({"provider": "b", "pool": "p"}, set()),
        ({"provider": "b"}, {OTHER, SLASHED}),
        ({"provider": "b", "pool": "q/1"}, {SLASHED}),
        ({"region": "r", "pool": "q"}, {OTHER}),
    ],
)
def test_an_event_concerns_the_pools_that_it_names(
    warehouse: Any, where: dict[str, str], concerned: set[str]
) -> None:
    add_event(warehouse, PAST[0], FIRST_DAY, **where)
    add_load(warehouse, "test", datetime(2025, 11, 30))  # noqa: DTZ001  naive UTC
    found = read_events(warehouse.connection, "UTC", [POOL, OTHER, SLASHED])
    assert set(found) == concerned


def test_the_stage_moves_the_day_of_an_announced_event_and_says_so(warehouse: Any) -> None:
    ahead = event(DAYS + 4, 1)
    warehouse.add_usage(POOL, FIRST_DAY, demand(*PAST).card_hours.tolist())
    for one in (*PAST, ahead):
        add_event(warehouse, one, one.known_on)
    add_load(warehouse, "test", datetime(2027, 1, 1))  # noqa: DTZ001  naive UTC
    rows = warehouse.forecast()
    days = rows.filter(level="pool", target="usage", grain="day").sort("period_start")
    assert days["period_start"][4] == ahead.first_day
    assert days["p50"][4] == pytest.approx(1400, rel=0.06)
    assert np.delete(days["p50"].to_numpy(), 4) == pytest.approx(np.full(6, 1000.0), rel=0.06)
    [note] = days["method_note"].unique()
    assert note.startswith("events: kind launch +")
    scores = warehouse.connection.sql("FROM out_forecast_score").pl().filter(target="usage")
    assert scores.filter(member="ensemble")["note"].unique().to_list() == [note]
    assert scores.filter(pl.col("member") != "ensemble")["note"].drop_nulls().is_empty()
