"""Marking a row of a table narrows this screen, and the others, to what the row is about."""

from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.components import to_pool
from dashboard.screens.patterns import week_around
from tests.screens.factories import LAST_DAY, POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address


@pytest.mark.parametrize(
    ("address", "table", "marked", "url"),
    [
        ("explorer", "explorer", {"provider": "own"}, {"provider": ["own"], "rows": ["pool"]}),
        ("capacity", "capacity", {"pool_id": pool_id()}, {"pool": [pool_id()]}),
        ("capacity", "capacity_use", {"pool_id": pool_id()}, {"pool": [pool_id()]}),
    ],
)
def test_a_marked_row_narrows_to_it(
    address: str,
    table: str,
    marked: dict[str, str],
    url: dict[str, list[str]],
    publish_rows: PublishRows,
    make: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # AppTest cannot mark a row: the table says that one was, once.
    ids = [pool_id(), pool_id(POOLS[3])]
    publish_rows(
        {
            "out_cost_daily": [cost_day(pool=pool) for pool in POOLS],
            "out_capacity_order": [
                row for name in ids for row in make.capacity.orders(pool_id=name)
            ],
            "out_capacity_ahead": [make.capacity.week(pool_id=name) for name in ids],
            "out_capacity_use": [make.capacity.use(pool_id=name) for name in ids],
        }
    )
    (column, value), seen = *marked.items(), []

    def marking(frame: Any, name: str, *_: Any, **options: Any) -> int | None:
        if name != table or seen:
            return None
        seen.append(options["marks"])
        return int(frame[column].to_list().index(value))

    monkeypatch.setattr("dashboard.components.pressing.table", marking)
    app = at_address(address)
    assert {key: app.query_params.get(key) for key in url} == {
        key: values[0] if len(values) == 1 else values for key, values in url.items()
    }
    assert seen == [f"table_{table}_0"]  # the next one has another key, without a mark


def test_a_row_of_the_company_narrows_nothing() -> None:
    assert to_pool({"pool_id": "company"}) == {}
    assert to_pool({"pool_id": pool_id()}) == {"pool": [pool_id()]}


def test_a_marked_day_shows_the_week_around_it() -> None:
    week = week_around({"local_date": LAST_DAY})
    assert week == {"days": ["own"], "from": ["2026-11-15"], "to": ["2026-11-21"]}
