"""What a pool of limited size gives to those who ask: in order of urgency, the rest waits."""

import numpy as np

from data.sample.days import Floats
from data.sample.projects import Stream

_URGENCY = ("inference", "training", "fine_tuning", "other")
_PARTS_OF_A_CARD_HOUR = 4  # meters report quarters; their sums are exact in binary


def allocate(
    streams: tuple[Stream, ...], asked_cards: dict[Stream, Floats], capacity_cards: Floats
) -> dict[Stream, tuple[Floats, Floats]]:
    """Used and queued card-hours of every stream of one pool, by hour.

    A stream waits only where the pool is full, so that used sums to the capacity there.
    """
    left = capacity_cards.copy()
    given: dict[Stream, tuple[Floats, Floats]] = {}
    for stream in sorted(streams, key=lambda one: _URGENCY.index(one.workload_class)):
        asked = np.round(asked_cards[stream] * _PARTS_OF_A_CARD_HOUR) / _PARTS_OF_A_CARD_HOUR
        used = np.minimum(asked, left)
        left -= used
        given[stream] = (used, asked - used)
    return given
