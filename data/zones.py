"""Time zones by their IANA names."""

from functools import cache
from zoneinfo import available_timezones

_NO_PLACE = {"Factory", "localtime"}  # another zone on every machine, and unknown to DuckDB


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA zone, such as Asia/Shanghai."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_PLACE)
