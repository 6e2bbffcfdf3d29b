"""What the keys of a dimension are called, and the days and further rows that a key stands for."""

from datetime import date, timedelta

from dashboard import formats
from dashboard.components.filter_lists import value_words
from dashboard.i18n import t

# Rows that a press on a bar leads on to: what lies below the thing, or within the period.
FURTHER = {
    "provider": "pool",
    "region": "pool",
    "chip": "pool",
    "origin": "chip",
    "compute": "chip",
    "team": "project",
    "project": "month",
    "workload": "project",
    "pool": "month",
    "quarter": "month",
    "month": "day",
    "week": "day",
    "day": "pool",
}


def key_in_words(dimension: str, key: str) -> str:
    """A key of the explorer's statement as a reader says it; names as they came."""
    if dimension == "pool":
        return formats.short_pool(key)
    if dimension == "month":
        return formats.month(date.fromisoformat(f"{key}-01"))
    if dimension == "quarter":
        return formats.quarter(date.fromisoformat(f"{key}-01"))
    if dimension in ("day", "week"):
        return formats.day(date.fromisoformat(key))
    if dimension == "weekday":
        return t(f"words.weekday.{key}")
    return value_words(dimension, key)


def days_of(dimension: str, key: str) -> tuple[date, date]:
    """First and last day of a period's key: of a quarter, a month, a week or a day."""
    if dimension == "day":
        return date.fromisoformat(key), date.fromisoformat(key)
    if dimension == "week":
        monday = date.fromisoformat(key)
        return monday, monday + timedelta(days=6)
    first = date.fromisoformat(f"{key}-01")
    months = first.month - 1 + (3 if dimension == "quarter" else 1)
    following = date(first.year + months // 12, months % 12 + 1, 1)
    return first, following - timedelta(days=1)
