"""What is known to make days unusual and is no training run: two events that were, one to come."""

from datetime import timedelta

from data.sample.pools import find_pool
from data.sample.projects import LAUNCH
from data.sample.templates import Row
from data.sample.usage import OUTAGE_HOURS, OUTAGE_PROVIDER, OUTAGE_START

_SOURCE = "synthetic sample"
_LAUNCH_DAYS = 14  # until most of those who only wanted to see it have gone


def make_events() -> list[Row]:
    """A launch, an outage, and a promotion that was announced; columns of the event template."""
    chat = find_pool("serve-h20")
    first_day = LAUNCH.date()
    outage_ends = OUTAGE_START + timedelta(hours=OUTAGE_HOURS - 1)
    here = {
        "provider": chat.provider,
        "region": chat.region,
        "pool": chat.name,
        "chip": chat.chip,
    }
    return [
        {
            "event": "launch of the chat assistant",
            "kind": "launch",
            **here,
            "start_date": first_day.isoformat(),
            "end_date": (first_day + timedelta(days=_LAUNCH_DAYS - 1)).isoformat(),
            "announced_on": "2026-03-02",
            "source": _SOURCE,
        },
        {
            "event": "power failure",
            "kind": "maintenance",
            **dict.fromkeys(here, ""),
            "provider": OUTAGE_PROVIDER,
            "start_date": OUTAGE_START.date().isoformat(),
            "end_date": outage_ends.date().isoformat(),
            "announced_on": (outage_ends.date() + timedelta(days=1)).isoformat(),
            "source": _SOURCE,
        },
        {
            "event": "year-end promotion",
            "kind": "promotion",
            **here,
            "start_date": "2026-12-12",
            "end_date": "2026-12-14",
            "announced_on": "2026-11-02",
            "source": _SOURCE,
        },
    ]
