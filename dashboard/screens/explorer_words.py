"""What the keys of a dimension are called."""

from datetime import date

from dashboard import formats
from dashboard.i18n import t


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
        return t(f"explorer.weekday.{key}")
    if dimension == "origin":
        return t(f"explorer.origin.{key}")
    return key
