"""What is said of how a forecast was made: a kind and its facts, of which English words are made.

Every reader takes the kind and the facts (out_forecast_note); `method_note` is for people.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.tables.forecast_notes import EVENT_NOTES, NoteKind

Fact = str | int | float
BETWEEN = "; "
SAID: Mapping[NoteKind, str] = {
    "too_short": "only {count} complete days of history, {needed} are needed",
    "no_trend": "no trend: {count} days of history for {ahead} days ahead, {needed} are needed; "
    "level of the last {level}",
    "no_fit": "{method} could not be fitted: {reason}",
    "no_member": "no member of the ensemble could say anything",
    "own_words": "{words}",
    "event": "{name} {change:+.0%} (seen {count} times)",
    "event_kind": "kind {event_kind} {change:+.0%} (seen {count} times)",
    "maintenance": "{count} days of maintenance left out",
    "event_late": "{name} not known by the cut-off",
    "event_new": "{name} seen fewer than {needed} times",
    "month_days": "{name} {change:+.0%} (seen {agreed} of {count} times)",
    "last_days_rise": "last days of {series}: {count} at {factor:.3g} times the usual, "
    "counted as {learned:.3g}",
    "last_days_fall": "last days of {series}: {count} at {factor:.3g} times the usual, "
    "counted as {learned:.3g}",
    "growth_damped": "growth of {series}: {pace:+.2%} a day over {count} days, {carried:+.0%} of "
    "{whole:+.0%} carried on within {ahead} days",
    "decline_damped": "decline of {series}: {pace:+.2%} a day over {count} days, {carried:+.0%} of "
    "{whole:+.0%} carried on within {ahead} days",
    "use_alone": "at least: only the use of {series} ({reason})",
    "too_few_days": "without {series} (only {count} complete days)",
    "data_ended": "without {series} (data end {day})",
    "not_priced": "without {series} (not priced)",
    "not_forecast": "without {series} (not forecast)",
    "simpler": "{method} for {series}",
    "more": "and {count} more",
}


@dataclass(frozen=True)
class Note:
    """One thing; `facts` are what `SAID` names of its kind, a day as ISO text, changes as shares.

    In `month_days`, `days` and `number` say which, as in models.forecast.month_days.
    """

    kind: NoteKind
    facts: Mapping[str, Fact]

    @property
    def said(self) -> str:
        """In English."""
        return SAID[self.kind].format_map(self.facts)


Notes = tuple[Note, ...]


def note(kind: NoteKind, /, **facts: Fact) -> Note:
    """A note with these facts."""
    return Note(kind, facts)


def in_words(notes: Sequence[Note]) -> str | None:
    """All of them as one text, events under one heading; None where there are none."""
    events = [one.said for one in notes if one.kind in EVENT_NOTES]
    others = [one.said for one in notes if one.kind not in EVENT_NOTES]
    parts = [f"events: {BETWEEN.join(events)}"] if events else []
    return BETWEEN.join([*parts, *others]) or None


def note_rows(notes: Sequence[Note]) -> Iterator[dict[str, Any]]:
    """Rows of out_forecast_note, without whose they are."""
    for position, one in enumerate(notes, start=1):
        detail = json.dumps(one.facts, ensure_ascii=False)
        yield {"position": position, "kind": one.kind, "detail": detail, "said": one.said}
