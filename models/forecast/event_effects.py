"""What known events brought, and so what the next ones are expected to bring: Prophet's regressors.

Prophet, on logarithms, learns every class of events that recurred, beside trend, seasons and
holidays. What it finds is held against the days around each event, and believed as far as the
events of a class agree. All members of the ensemble then see the history without it, and have it
put onto their courses on the days of events to come that were known by the cut-off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.events import (
    MIN_OCCURRENCES,
    OUTAGE_KIND,
    EventClass,
    KnownEvent,
    event_classes,
    known_at,
    outage_days,
    without_outages,
)
from models.forecast.notes import Note, Notes, note
from models.forecast.prophet_candidate import LOG_CAP_RATIO, ProphetCandidate

AROUND_DAYS = 7  # before and after an event: what its days are compared with
# Events of a class that stray by chance must not be believed: their mean counts in full where it is
# many times its own error, and for nothing where the square is below this many times its square.
DOUBTED = 3.0
_PRIOR_OCCURRENCES = 2.0  # so many more would have strayed as single days do
_NORMAL_MAD = 1.4826
_NOTED = 0.005  # of the level: less is not worth a word


@dataclass(frozen=True)
class Effect:
    """Of a class on a day, in logarithms; `doubt` is how far the next one may lie from it."""

    effect: float
    doubt: float
    occurrences: int

    @property
    def change(self) -> float:
        """As a share of the level, to a millionth."""
        return round(float(np.expm1(self.effect)), 6)


@dataclass(frozen=True)
class EventEffects:
    """A history as its members see it, and factors on what they expect, shape (horizon,).

    `doubt` is how far the logarithm of the factor may be off; `notes` say what was believed.
    """

    learned: DailyHistory
    factor: Floats
    doubt: Floats
    notes: Notes = ()


def learn_events(
    history: DailyHistory, events: Sequence[KnownEvent], country: str | None, horizon: int
) -> EventEffects:
    """Of a daily history, from the events that were known at its cut-off."""
    if not events:
        return EventEffects(history, np.ones(horizon), np.zeros(horizon))
    sound = without_outages(history, events)
    steps = len(history.card_hours)
    classes, class_of = event_classes(events, sound)
    logs, squares = np.zeros(steps + horizon), np.zeros(steps + horizon)
    notes: list[Note] = []
    for one, found in _effects(sound, events, classes, country, horizon).items():
        days = one.is_on(history.first_day, steps + horizon)
        logs[days] += found.effect
        squares[days] += found.doubt**2
        if abs(found.change) >= _NOTED:
            notes.append(_brought(one, found))
    limit = np.log(LOG_CAP_RATIO)
    factor = np.exp(np.clip(logs, -limit, limit))
    lost = int(outage_days(events, history.cut_off, history.first_day, steps).sum())
    notes += [note("maintenance", count=lost)] if lost else []
    notes += _unused(history, events, class_of, horizon)
    return EventEffects(
        learned=DailyHistory(history.series, history.first_day, sound.card_hours / factor[:steps]),
        factor=factor[steps:],
        doubt=np.sqrt(squares[steps:]),
        notes=(*notes,),
    )


def _brought(one: EventClass, found: Effect) -> Note:
    said = {"change": found.change, "count": found.occurrences}
    if one.kind is None:
        return note("event", name=one.name, **said)
    return note("event_kind", event_kind=one.kind, **said)


def _effects(
    history: DailyHistory,
    events: Sequence[KnownEvent],
    classes: Sequence[EventClass],
    country: str | None,
    horizon: int,
) -> dict[EventClass, Effect]:
    """By class; nothing where there is none or Prophet has no exact fit."""
    if not classes:
        return {}
    candidate = ProphetCandidate(country=country, logarithm=True, events={history.series: events})
    logs = np.log1p(history.card_hours)
    fits = candidate.fit(history, logs[np.newaxis], horizon)
    if not fits.is_solved[0]:
        return {}
    steps, count = len(logs), len(classes)
    on = fits.prepared.features[:steps, -count:].T > 0
    parts = on * fits.betas[0, -count:, np.newaxis]
    rest = logs - fits.course[0, :steps]
    quiet = ~on.any(axis=0) & ~np.isnan(rest)
    noise = _noise(np.where(quiet, rest, np.nan))
    found = {}
    for one, part in zip(classes, parts, strict=True):
        changes = _changes(rest + part, one.occurred(history), quiet)
        if changes.size:
            found[one] = _believed(changes, noise)
    return found


def _changes(
    values: Floats, places: Sequence[tuple[int, int]], quiet: npt.NDArray[np.bool_]
) -> Floats:
    """Of each event, how far its days lie from the quiet ones of the week before and after."""
    found = []
    for first, past in places:
        around = np.arange(max(first - AROUND_DAYS, 0), min(past + AROUND_DAYS, len(values)))
        beside = values[around][quiet[around]]
        if len(beside):
            found.append(np.nanmean(values[first:past]) - beside.mean())
    return np.array(found)


def _noise(rest: Floats) -> float:
    """Variance of single quiet days, whatever the level did, from those a week apart."""
    moved = rest[AROUND_DAYS:] - rest[:-AROUND_DAYS]
    known = np.abs(moved[~np.isnan(moved)])
    return float((_NORMAL_MAD * np.median(known)) ** 2 / 2) if len(known) else 0.0


def _believed(changes: Floats, noise: float) -> Effect:
    """The mean of the events, less the part of it that chance may have made."""
    mean, count = float(changes.mean()), len(changes)
    strayed = float(np.square(changes - mean).sum()) + _PRIOR_OCCURRENCES * noise
    variance = strayed / (_PRIOR_OCCURRENCES + count - 1)
    error = variance / count
    believed = max(0.0, 1 - DOUBTED * error / mean**2) if mean else 0.0
    return Effect(believed * mean, float(np.sqrt(max(variance - noise, 0.0) + error)), count)


def _unused(
    history: DailyHistory,
    events: Sequence[KnownEvent],
    class_of: Mapping[KnownEvent, str],
    horizon: int,
) -> list[Note]:
    """Events ahead that change nothing, and why."""
    ahead = [
        event
        for event in events
        if event.kind != OUTAGE_KIND
        and event.last_day > history.cut_off
        and (event.first_day - history.cut_off).days <= horizon
    ]
    known = {*known_at(ahead, history.cut_off)}
    late = sorted({event.name for event in ahead if event not in known})
    new = sorted({event.name for event in known if event not in class_of})
    return [note("event_late", name=name) for name in late] + [
        note("event_new", name=name, needed=MIN_OCCURRENCES) for name in new
    ]
