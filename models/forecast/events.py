"""Known events as classes: what recurred in a pool's history, under which name it is learned.

An event has no size. What those of its class brought before is expected of the next one, if it was
known by the cut-off: announced by then or, where nobody says when, saved by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import WEEK_DAYS, DailyHistory

_OF_KIND = "kind "  # begins the name of a class that is a kind
# Two that were alike may be chance.
MIN_OCCURRENCES = 3
# In maintenance use is not demand: its days are missing, and nothing is learned of them.
OUTAGE_KIND = "maintenance"
# Other events have nothing in common but that nobody named their kind.
_UNLIKE_KIND = "other"


@dataclass(frozen=True)
class KnownEvent:
    """An event of one pool, both days included, and the local day on which it became known."""

    name: str
    kind: str
    first_day: date
    last_day: date
    known_on: date


@dataclass(frozen=True)
class EventClass:
    """Events of one name, or of one `kind`, as spans of days in order, both ends included."""

    name: str
    spans: tuple[tuple[date, date], ...]
    kind: str | None = None

    def is_on(self, first_day: date, steps: int) -> npt.NDArray[np.bool_]:
        """Which of `steps` days from `first_day` on lie in one of its events."""
        found = np.zeros(steps, np.bool_)
        for start, end in self.spans:
            first, last = (start - first_day).days, (end - first_day).days
            found[max(first, 0) : max(last + 1, 0)] = True
        return found

    def occurred(self, history: DailyHistory) -> list[tuple[int, int]]:
        """Places of its events in the history, end excluded, those with a measured day."""
        places = []
        for start, end in self.spans:
            first = max((start - history.first_day).days, 0)
            past = min((end - history.first_day).days + 1, len(history.card_hours))
            if first < past and not np.isnan(history.card_hours[first:past]).all():
                places.append((first, past))
        return places


def known_at(events: Sequence[KnownEvent], cut_off: date) -> list[KnownEvent]:
    """Those that were known at the end of this day."""
    return [event for event in events if event.known_on <= cut_off]


def event_classes(
    events: Sequence[KnownEvent], history: DailyHistory
) -> tuple[tuple[EventClass, ...], dict[KnownEvent, str]]:
    """Classes that occurred often enough in the history, and the class of each event in one.

    Events of one name are a class of their own where that name came back often enough; the others
    of a kind are one together. Only events that were known at the history's cut-off.
    """
    known = known_at(events, history.cut_off)
    by_name = _grouped([(event.name, event) for event in known])
    own = {name for name, found in by_name.items() if _is_learnable(name, found, history)}
    rest = [(event.kind, event) for event in known if event.name not in own]
    by_kind = _grouped([pair for pair in rest if pair[0] not in (OUTAGE_KIND, _UNLIKE_KIND)])
    kinds = {kind for kind, found in by_kind.items() if _is_learnable(kind, found, history)}
    chosen = {name: by_name[name] for name in own} | {
        f"{_OF_KIND}{kind}": by_kind[kind] for kind in kinds
    }
    kind_of = {f"{_OF_KIND}{kind}": kind for kind in kinds}
    classes = tuple(_as_class(name, chosen[name], kind_of.get(name)) for name in sorted(chosen))
    return classes, {event: name for name, found in chosen.items() for event in found}


def without_outages(history: DailyHistory, events: Sequence[KnownEvent]) -> DailyHistory:
    """The history without the days of maintenance that was known at its cut-off.

    Its first and last day have to be measured: there what was used a week before or after stands
    in, or what was measured, where there is no such day.
    """
    spans = [event for event in known_at(events, history.cut_off) if event.kind == OUTAGE_KIND]
    if not spans:
        return history
    values = history.card_hours.copy()
    values[outage_days(events, history.cut_off, history.first_day, len(values))] = np.nan
    for end, alike in ((0, values[::WEEK_DAYS]), (-1, values[::-1][::WEEK_DAYS])):
        if np.isnan(values[end]):
            known = alike[~np.isnan(alike)]
            values[end] = known[0] if len(known) else history.card_hours[end]
    return replace(history, card_hours=values)


def outage_days(
    events: Sequence[KnownEvent], known_on: date, first_day: date, steps: int
) -> npt.NDArray[np.bool_]:
    """Which of `steps` days lie in maintenance that was known by `known_on`."""
    outages = [event for event in known_at(events, known_on) if event.kind == OUTAGE_KIND]
    return _as_class(OUTAGE_KIND, outages).is_on(first_day, steps)


def _grouped(pairs: Sequence[tuple[str, KnownEvent]]) -> dict[str, list[KnownEvent]]:
    found: dict[str, list[KnownEvent]] = {}
    for name, event in pairs:
        found.setdefault(name, []).append(event)
    return found


def _is_learnable(name: str, events: Sequence[KnownEvent], history: DailyHistory) -> bool:
    if any(event.kind == OUTAGE_KIND for event in events):
        return False
    return len(_as_class(name, events).occurred(history)) >= MIN_OCCURRENCES


def _as_class(name: str, events: Sequence[KnownEvent], kind: str | None = None) -> EventClass:
    spans = tuple(sorted({(one.first_day, one.last_day) for one in events}))
    return EventClass(name, spans, kind)
