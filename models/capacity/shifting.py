"""Work bought by the hour while cards already paid for stood idle a little later.

What was beyond the cards in an hour may wait up to some hours for idle ones. Serving the oldest
first moves as much as can be moved: an idle card-hour is never kept for work that can wait longer.
"""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data.errors import UsageError
from models.billing.checks import require_not_negative
from models.billing.money import to_rate
from models.billing.usage import TICKS_PER_UNIT, Ticks


@dataclass(frozen=True)
class Shifted:
    """Ticks by the hour: beyond the cards as it was, left beyond them, and moved onto idle cards.

    `moved_from` and `moved_to` have the same sum.
    """

    beyond: Ticks
    moved_from: Ticks
    moved_to: Ticks

    @property
    def moved_card_hours(self) -> Decimal:
        """Card-hours that need not have been bought."""
        return to_rate(Fraction(int(self.moved_from.sum()), TICKS_PER_UNIT))


def shift_to_idle(
    used: Ticks, held: Ticks, wait_hours: int, movable: Ticks | None = None
) -> Shifted:
    """`used` and `held`: ticks by the hour, the same hours. `wait_hours`: how long work may wait.

    `movable`: ticks of each hour that may wait at all (training, not serving); all unless given.
    """
    _require_alike(used, held, movable, wait_hours)
    beyond = np.clip(used - held, 0, None)
    idle = np.clip(held - used, 0, None)
    waiting = beyond if movable is None else np.minimum(beyond, movable)
    moved_from, moved_to = np.zeros_like(used), np.zeros_like(used)
    queue: deque[int] = deque()  # hours with work that still waits, the oldest first
    left = waiting.tolist()
    for hour, idle_ticks in enumerate(idle.tolist()):
        while queue and queue[0] < hour - wait_hours:
            queue.popleft()
        while queue and moved_to[hour] < idle_ticks:
            since = queue[0]
            taken = min(idle_ticks - int(moved_to[hour]), left[since])
            moved_from[since] += taken
            moved_to[hour] += taken
            left[since] -= taken
            if not left[since]:
                queue.popleft()
        if left[hour]:
            queue.append(hour)
    return Shifted(beyond, moved_from, moved_to)


def _require_alike(used: Ticks, held: Ticks, movable: Ticks | None, wait_hours: int) -> None:
    require_not_negative("time that work may wait", wait_hours, "whole hours")
    lengths = {len(used), len(held), len(used if movable is None else movable)}
    if len(lengths) > 1:
        raise UsageError(
            "Use, cards and movable work have other hours",
            where="held",
            remedy="Give all of them over the same hours.",
        )
