"""What is kept between reruns: rows of statements, and finished figures."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from dashboard import reading
from dashboard.components.drawn import drawn, drawn_of_snapshot
from dashboard.components.filter_lists import known_pools

Publish = Callable[[dict[str, Any]], Any]


def _draw(*given: Any, **options: Any) -> Any:
    return SimpleNamespace(given=given, options=options)  # a figure is whatever draws made


def test_rows_are_read_once_for_all_sessions(publish_rows: Publish) -> None:
    publish_rows({})
    assert known_pools() is known_pools()
    anomalies = [reading.read("anomalies_ranked", pool_id=None, days=days) for days in (7, 28)]
    assert anomalies[0] is not anomalies[1]


def test_a_new_snapshot_is_read_anew(publish_rows: Publish, make: SimpleNamespace) -> None:
    publish_rows({})
    assert known_pools().is_empty()
    publish_rows({"out_cost_daily": [make.cost_day(make.LAST_DAY, make.POOLS[0])]})
    assert known_pools().height == 1


def test_rows_that_are_too_large_together_are_let_go_of(
    publish_rows: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_rows({})
    first = reading.read("tables_present")
    assert reading.read("tables_present") is first
    monkeypatch.setattr(reading, "_MOST_KEPT_BYTES", first.estimated_size() - 1)
    known_pools()  # nothing is weighed until something more is read
    assert reading.read("tables_present") is not first


def test_an_older_snapshot_is_closed_once_nobody_reads_it(publish_rows: Publish) -> None:
    publish_rows({})
    before = {*reading._AT_HAND}
    cursor = reading.connection()
    older = {*reading._AT_HAND} - before
    publish_rows({})
    known_pools()
    newer = {*reading._AT_HAND} - before - older
    assert (len(older), len(newer)) == (1, 1)
    assert not reading.close_unread(0)
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]  # in somebody's hands: not cut off
    del cursor
    assert not reading.close_unread(3600)
    assert older <= {*reading._AT_HAND}
    assert reading.close_unread(0)
    assert {*reading._AT_HAND} == newer
    assert known_pools().is_empty()


@pytest.mark.parametrize(("setting", "limit"), [("4GB", "256MB"), ("200MB", "200MB")])
def test_reading_takes_less_memory_than_a_run_may(setting: str, limit: str) -> None:
    assert reading._limit(setting) == limit


def test_each_caller_has_a_connection_of_its_own(publish_rows: Publish) -> None:
    # DuckDB refuses a second call while one is at work, and sessions read at the same time.
    publish_rows({})
    rows = reading.connection().execute("SELECT 1 UNION ALL SELECT 2")
    assert reading.connection().execute("SELECT 3").fetchall() == [(3,)]
    assert sorted(rows.fetchall()) == [(1,), (2,)]


def test_a_figure_is_drawn_once_for_the_same_content() -> None:
    frame = pl.DataFrame({"pool": ["a", "b"], "cost": [1.0, 2.0]})
    first = drawn(_draw, frame, names=["a"], text=partial(_draw, ndigits=1))
    assert drawn(_draw, frame.clone(), names=["a"], text=partial(_draw, ndigits=1)) is first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pl.DataFrame({"cost": [1.0]}), pl.DataFrame({"cost": [1.5]})),
        (pl.DataFrame({"cost": [1.0]}), pl.DataFrame({"price": [1.0]})),
        (1, "1"),
        (["a", "b"], ["ab"]),
        ([["a"], "b"], ["a", ["b"]]),
        (partial(_draw, ndigits=1), partial(_draw, ndigits=2)),
        (lambda x: x + 1, lambda x: x + 2),
    ],
)
def test_other_content_is_another_figure(one: Any, other: Any) -> None:
    assert drawn(_draw, one) is not drawn(_draw, other)


def test_a_figure_of_a_snapshot_is_drawn_anew_for_the_next_one(publish_rows: Publish) -> None:
    publish_rows({})
    first = drawn_of_snapshot(_draw, ("a", "b"))
    assert drawn_of_snapshot(_draw, ("a", "b")) is first
    assert drawn_of_snapshot(_draw, ("a",)) is not first
    publish_rows({})
    assert drawn_of_snapshot(_draw, ("a", "b")) is not first


def test_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(TypeError, match="SimpleNamespace"):
        drawn(_draw, SimpleNamespace(cost=1))
