"""Anomalies and shifts of the level in sentences."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from dashboard.screens.forecast_parts import amount
from data.tables.anomalies import COMPANY

Row = dict[str, Any]


def days_finding(days: pl.DataFrame, span: int) -> str:
    """The title of the list: how many alarms, and the greatest."""
    alarms = days.filter("is_alarm")
    words = {"days": formats.number(span), "count": formats.number(alarms.height)}
    if alarms.is_empty():
        return t("anomalies.days.none", **words)
    first = alarms.row(0, named=True)
    return t("anomalies.days.finding", largest=_size(first), **words)


def day_line(row: Row) -> tuple[str, bool]:
    """One pool-day in a sentence; True where it is an alarm."""
    words = {"day": formats.day(row["local_date"]), "pool": pool_in_words(row["pool_id"])}
    if row["kind"] == "outage":
        hours = formats.number(row["gap_hours"])
        return t("anomalies.line.outage", hours=hours, **words), False
    words |= {
        "size": _size(row),
        "actual": amount(row["actual"], row["target"]),
        "expected": amount(row["expected"], row["target"]),
    }
    key = "above" if row["deviation"] > 0 else "below"
    line = t(f"anomalies.line.{row['target']}_{key}", **words)
    if row["kind"] == "planned":
        return t("anomalies.line.planned", line=line, campaign=plain(row["campaign"])), False
    return _with_driver(line, row), bool(row["is_alarm"])


def shifts_finding(shifts: pl.DataFrame, span: int) -> str:
    """The title of the list of shifts."""
    words = {"days": formats.number(span), "count": formats.number(shifts.height)}
    if shifts.is_empty():
        return t("anomalies.shifts.none", **words)
    first = shifts.row(0, named=True)
    return t("anomalies.shifts.finding", largest=_size_a_day(first), **words)


def shift_line(row: Row) -> tuple[str, bool]:
    """One shift in a sentence; a warning where it costs more."""
    is_up = row["size"] > 0
    words = {
        "day": formats.day(row["start_date"]),
        "confirmed": formats.day(row["confirmed_on"]),
        "pool": pool_in_words(row["pool_id"]),
        "size": _size_a_day(row),
        "before": amount(row["level_before"], row["target"]),
        "after": amount(row["level_after"], row["target"]),
    }
    line = t(f"anomalies.line.shift_{'up' if is_up else 'down'}", **words)
    if row["campaign"]:
        return t("anomalies.line.planned", line=line, campaign=plain(row["campaign"])), False
    return _with_driver(line, row), is_up


def _with_driver(line: str, row: Row) -> str:
    if row["driver"] is None:
        return line
    if row["driver"] == "volume" and row["driver_project"]:
        return t("anomalies.line.project", line=line, project=plain(row["driver_project"]))
    if row["driver"] == "pool":
        return t("anomalies.line.pool", line=line, pool=pool_in_words(row["driver_pool_id"]))
    return t("anomalies.line.driver", line=line, driver=t(f"words.driver.{row['driver']}"))


def pool_in_words(pool_id: str) -> str:
    """A pool's short name; the company's in the reader's words."""
    return t("anomalies.company") if pool_id == COMPANY else plain(formats.short_pool(pool_id))


def _size(row: Row) -> str:
    """In yuan where there is a price, else in the unit of the target."""
    if row["deviation_cny"] is not None:
        return formats.money(abs(row["deviation_cny"]))
    return amount(abs(row["deviation"]), row["target"])


def _size_a_day(row: Row) -> str:
    if row["size_cny_per_day"] is not None:
        return formats.money(abs(row["size_cny_per_day"]))
    return amount(abs(row["size"]), row["target"])
