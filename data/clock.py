"""What time it is for a load, and from when on its rows tell of what had not come yet.

The machine's clock says when a file was loaded. One that shows a time before the sample's end is
wrong, since this package knows of those days: so the sample, and whatever lies before its end,
loads on any machine. Times are naive UTC.
"""

from datetime import UTC, datetime, timedelta

NO_CLOCK_BEFORE = datetime(2026, 11, 18, 16)  # noqa: DTZ001  the sample's end: midnight in Shanghai
# Time zones lie up to 26 hours apart, those of one company rarely 12; clocks are minutes off.
LEEWAY = timedelta(days=1)
# Programs write a zero for a time as 1970, 1900, 1601 or the year 1; computing on cards is younger.
NOTHING_MEASURED_BEFORE = datetime(2000, 1, 1)  # noqa: DTZ001


def now() -> datetime:
    """The machine's time in whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def had_come_by(loaded_at: datetime) -> datetime:
    """What surely had come, and was over, when a file was loaded."""
    return max(loaded_at, NO_CLOCK_BEFORE)


def latest_start(loaded_at: datetime) -> datetime:
    """The latest time at which a measured hour of a file loaded then can have begun."""
    return had_come_by(loaded_at) + LEEWAY
