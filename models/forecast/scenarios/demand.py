"""What a what-if makes of the hours of one day.

- growth: the same work, so many times as much, used and waiting.
- utilisation_gain: the same *useful* card-hours from fewer used ones. With a gain of 0.25 an hour
  used does what 1.25 did before: used card-hours, which are what is paid, are divided by 1.25.
- new_project: so many times the card-hours that the old project has on that day, in each path; of
  another pool's project its mean of the weekday, spread over the hours like the pool's own.
- campaigns: cards that are held all day, on top.

A pool's hour gives at most its cards, where they are known to stay the same. What is beyond them
moves to other hours of the day, as in the base, and what no hour has room for waits. Cards that are
freed in an hour that was full are taken by what waited in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.hours import fill_below
from models.forecast.scenarios.campaigns import Plan, added_cards
from models.forecast.scenarios.changes import Change

_FULL = 1 - 1e-9


@dataclass(frozen=True)
class PoolWork:
    """What is known of a pool's work beside its paths.

    `shares` has of each project that a change names its share of the pool's card-hours, shape
    (paths, days ahead); `plans` are the pool's campaigns; `cards` what an hour can use at most.
    `elsewhere` has of each project of another pool its card-hours by the weekday, shape (7,), in
    those of this pool's chip; `not_comparable` are those whose chip cannot be compared.
    """

    cut_off: date
    cards: float
    shares: Mapping[str, Floats]
    plans: Sequence[Plan]
    elsewhere: Mapping[str, Floats] = field(default_factory=dict)
    not_comparable: frozenset[str] = frozenset()

    def change(
        self, changes: Sequence[Change], day: date, used: Floats, queued: Floats
    ) -> tuple[Floats, Floats]:
        """Card-hours used and waiting in the hours of a day ahead, shape (paths, 24) each.

        Without any change on that day they are what they were, to the last bit.
        """
        times = self._times(changes, day, len(used))
        added = sum(
            added_cards(self.plans, change, self.cut_off, day)
            for change in changes
            if change.kind == "campaigns"
        )
        moved_here = self._from_elsewhere(changes, day)
        if not added and not moved_here and (times == 1).all():
            return used, queued
        wanted, waiting = used * times + added + _like(used, moved_here), queued * times
        served = fill_below(wanted, self.cards)
        was_full = used >= self.cards * _FULL
        from_queue = np.where(was_full, np.clip(self.cards - served, 0.0, waiting), 0.0)
        beyond = (wanted.sum(axis=1) - served.sum(axis=1))[:, np.newaxis] / wanted.shape[1]
        return served + from_queue, waiting - from_queue + np.clip(beyond, 0.0, None)

    def _from_elsewhere(self, changes: Sequence[Change], day: date) -> float:
        """Card-hours of a day that new projects like those of other pools use."""
        found = 0.0
        for change in changes:
            if change.kind == "new_project" and change.like and change.like in self.elsewhere:
                old = float(self.elsewhere[change.like][day.weekday()])
                found += change.ratio * change.progress(day) * old
        return found

    def _times(self, changes: Sequence[Change], day: date, paths: int) -> Floats:
        times = np.ones((paths, 1))
        projects = np.zeros((paths, 1))
        for change in changes:
            if change.kind == "growth":
                times *= change.factor(day)
            elif change.kind == "utilisation_gain":
                times /= change.factor(day)
            elif change.kind == "new_project" and change.like and change.like in self.shares:
                share = self.shares[change.like][:, (day - self.cut_off).days - 1]
                projects += change.ratio * change.progress(day) * share[:, np.newaxis]
        return np.asarray(times * (1 + projects))


def _like(used: Floats, card_hours: float) -> Floats:
    """So many card-hours spread over each path's hours like those used, evenly where none are."""
    whole = used.sum(axis=1, keepdims=True)
    even = np.full(used.shape, 1 / used.shape[1])
    shape: Floats = np.divide(used, whole, out=even, where=whole > 0)
    return card_hours * shape
