"""What is fresh, stale or missing: the newest day of every observed table against its rhythm."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Literal

import polars as pl

from data.errors import SettingsError
from data.settings import Settings
from data.tables.freshness import EXPECTATIONS

State = Literal["fresh", "stale", "missing"]
SCHEMA = {
    "table": pl.String,
    "source": pl.String,
    "newest_on": pl.Date,
    "age_days": pl.Int64,
    "expected_interval_days": pl.Int64,
    "state": pl.String,
}
_ORDER = {"missing": 0, "stale": 1, "fresh": 2}


def judge(
    newest: pl.DataFrame, settings: Settings, today: date, sources: Collection[str]
) -> pl.DataFrame:
    """One row per observed table x source, what is wrong first; columns of SCHEMA.

    A needed table without any row is `missing` (its source is empty); one that is older than its
    interval is `stale`; the age is 0 where data reach beyond today, as budgets do.

    Args:
        newest: rows of `newest_data.sql`.
        settings: its expected_interval_days go before the tables' own, a source's before both.
        today: in the company's time zone.
        sources: names of all sources, to refuse a misspelt setting.

    Raises:
        SettingsError: expected_interval_days names neither a table nor a source.
    """
    _refuse_unknown(settings, sources)
    rows = [
        _judge_row(row["table"], row["source"], row["newest_on"], settings, today)
        for row in newest.iter_rows(named=True)
    ]
    found = set(newest["table"])
    rows += [
        _row(table, None, None, None, expected.interval_days, "missing")
        for table, expected in EXPECTATIONS.items()
        if expected.is_needed and table not in found
    ]
    rows.sort(key=lambda row: (_ORDER[str(row["state"])], str(row["table"]), str(row["source"])))
    return pl.DataFrame(rows, schema=SCHEMA)


def _judge_row(
    table: str, source: str, newest_on: date | None, settings: Settings, today: date
) -> dict[str, object]:
    given: Mapping[str, int] = settings.expected_interval_days
    interval = given.get(source, given.get(table, EXPECTATIONS[table].interval_days))
    age = max((today - newest_on) // timedelta(days=1), 0) if newest_on else None
    state: State = "fresh" if age is not None and age <= interval else "stale"
    return _row(table, source, newest_on, age, interval, state)


def _row(
    table: str,
    source: str | None,
    newest_on: date | None,
    age: int | None,
    interval: int,
    state: State,
) -> dict[str, object]:
    return {
        "table": table,
        "source": source,
        "newest_on": newest_on,
        "age_days": age,
        "expected_interval_days": interval,
        "state": state,
    }


def _refuse_unknown(settings: Settings, sources: Collection[str]) -> None:
    known = {*EXPECTATIONS, *sources}
    unknown = sorted(settings.expected_interval_days.keys() - known)
    if unknown:
        raise SettingsError(
            f"expected_interval_days names what nobody knows: {', '.join(unknown)}",
            where="suanli.toml",
            remedy=f"Name one of {', '.join(sorted(known))}.",
        )
