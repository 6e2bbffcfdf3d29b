"""What is said of how a forecast was made, in the reader's words: one sentence for each kind."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import read
from dashboard.screens.forecast_choice import Choice, short_name
from data.tables.forecast_notes import (
    EVENT_NOTES,
    GROWTH_NOTES,
    JUMP_NOTES,
    NOTE_KINDS,
    SIMPLER_NOTES,
    SUM_NOTES,
)
from models.forecast.notes import BETWEEN, Fact
from models.forecast.simulating import MAX_LAG_DAYS

_MOST_OF_GROWTH = 3  # of a sum of many pools; each says it of itself
_WHOLE = ("too_short", "no_trend")  # kinds whose text is a sentence by itself


@dataclass(frozen=True)
class Said:
    """One thing of out_forecast_note: its kind, its facts, and how it is said in English."""

    kind: str
    facts: dict[str, Fact]
    english: str | None

    @property
    def words(self) -> str:
        """In the reader's language."""
        words = {name: _word(name, fact) for name, fact in self.facts.items()}
        if self.kind == "month_days":
            words["name"] = t(f"forecast.month_days.{self.facts['days']}", **words)
        return t(f"forecast.said.{self.kind}", **words)


def notes_of(choice: Choice, method_note: str | None) -> list[Said]:
    """What is said of the forecast; of one carried over from before there were kinds, its note."""
    found = _read(choice)
    if found.is_empty() and method_note:
        return [Said("", {}, method_note)]
    return [Said(kind, _facts(detail, choice), said) for kind, detail, said in found.iter_rows()]


def _facts(detail: str, choice: Choice) -> dict[str, Fact]:
    """Facts of a note, in which the series itself has its short name."""
    facts: dict[str, Fact] = json.loads(detail)
    is_own = facts.get("series") == choice.series
    return facts | {"series": short_name(choice.level, choice.series)} if is_own else facts


def _read(choice: Choice) -> pl.DataFrame:
    if choice.pools:
        return read(
            "forecast_notes_of_pools",
            pools=choice.pools,
            target=choice.target,
            max_lag_days=MAX_LAG_DAYS,
            jumps=(*JUMP_NOTES, *GROWTH_NOTES),
            simpler=SIMPLER_NOTES,
        )
    key = {"level": choice.level, "series": choice.series}
    return read("forecast_notes", **key, target=choice.stored_target)


def jump_lines(notes: Sequence[Said]) -> list[str]:
    """A sentence for each series whose last days are far beyond the usual."""
    return [*_words(notes, JUMP_NOTES)]


def growth_lines(notes: Sequence[Said]) -> list[str]:
    """A sentence for each series whose growth goes on in part only, the most growth first."""
    found = [one for one in notes if one.kind in GROWTH_NOTES]
    found.sort(key=lambda one: -abs(float(one.facts["whole"])))
    return [one.words for one in found[:_MOST_OF_GROWTH]]


def fallback_reason(notes: Sequence[Said]) -> str | None:
    """Why a simpler method answered, or what a sum leaves out; None where nothing is to be said."""
    others = [kind for kind in SIMPLER_NOTES if kind not in _WHOLE]
    reasons = [*_words(notes, _WHOLE), *_together("fallback", notes, others)]
    return " ".join([*reasons, *_together("parts", notes, SUM_NOTES)]) or None


def note_lines(notes: Sequence[Said]) -> list[str]:
    """What was believed of known events, of days of the month, and what has no words here."""
    months = ("month_days",)
    events = [kind for kind in EVENT_NOTES if kind not in months]
    unknown = [plain(one.english or "") for one in notes if one.kind not in NOTE_KINDS]
    return [
        *_together("events", notes, events),
        *_together("months", notes, months),
        *(t("forecast.method.as_it_came", note=note) for note in unknown),
    ]


def _together(key: str, notes: Sequence[Said], kinds: Collection[str]) -> Iterator[str]:
    """One line of all of these kinds, where there are any."""
    words = BETWEEN.join(_words(notes, kinds))
    if words:
        yield t(f"forecast.method.{key}", note=words)


def _words(notes: Sequence[Said], kinds: Collection[str]) -> Iterator[str]:
    return (one.words for one in notes if one.kind in kinds)


def _word(name: str, fact: Fact | None) -> str:
    """A fact by its name."""
    if name in ("pace", "whole"):
        return plain(formats.percent(float(fact or 0), 1 if name == "pace" else 0))
    if name == "carried":
        return plain(formats.signed(formats.percent(float(fact or 0), 0), float(fact or 0)))
    if name == "change":
        return plain(f"{fact:+.0%}")
    if name in ("factor", "learned"):
        return formats.factor(float(fact or 0))
    if name == "day" and fact:
        return formats.day(date.fromisoformat(str(fact)))
    if name == "event_kind" and f"forecast.event_kind.{fact}" in load_catalogue():
        return t(f"forecast.event_kind.{fact}")
    return formats.number(fact) if isinstance(fact, int) else plain(str(fact))
