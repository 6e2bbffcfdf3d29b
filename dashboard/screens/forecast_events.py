"""What a forecast believed of known events and of days of the month, in the reader's words."""

import re

from dashboard.components import plain
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from models.forecast.events import BETWEEN_NOTES, EVENTS_NOTE, OF_KIND

_SAID = {  # models.forecast.event_effects
    "brought": re.compile(r"(?P<name>.+) (?P<change>[+-]\d+%) \(seen (?P<count>\d+) times\)"),
    "outage": re.compile(r"(?P<days>\d+) days of maintenance left out"),
    "late": re.compile(r"(?P<name>.+) not known by the cut-off"),
    "few": re.compile(r"(?P<name>.+) seen fewer than (?P<needed>\d+) times"),
}
_OF_MONTHS = re.compile(  # models.forecast.month_effects
    r"(?P<name>(?:first|last|day) .*of a (?:month|quarter)) (?P<change>[+-]\d+%)"
    r" \(seen (?P<agreed>\d+) of (?P<count>\d+) times\)"
)
_MONTH_DAYS = {  # models.forecast.month_days
    "day": re.compile(r"day (?P<number>\d+) of a month"),
    "last_but": re.compile(r"last day but (?P<number>\d+) of a month"),
    "edge": re.compile(
        r"(?P<end>first|last) (?:(?P<number>\d+) )?(?P<kind>working day|day)s?"
        r" of a (?P<span>month|quarter)"
    ),
}


def is_of_events(note: object) -> bool:
    """Whether a forecast's note says what was believed of events, and not why it is simpler."""
    return str(note or "").startswith(EVENTS_NOTE)


def event_lines(note: object) -> list[str]:
    """The note in words, part by part: known events, then days of the month."""
    parts = str(note).removeprefix(EVENTS_NOTE).split(BETWEEN_NOTES)
    of_months = [found for found in map(_OF_MONTHS.fullmatch, parts) if found]
    others = [part for part in parts if not _OF_MONTHS.fullmatch(part)]
    said = {"events": [*map(_words, others)], "months": [*map(_month_words, of_months)]}
    return [
        t(f"forecast.method.{kind}", note=BETWEEN_NOTES.join(words))
        for kind, words in said.items()
        if words
    ]


def _month_words(found: re.Match[str]) -> str:
    numbers = {name: plain(found[name]) for name in ("change", "agreed", "count")}
    return t("forecast.event.monthly", name=_month_days(found["name"]), **numbers)


def _month_days(name: str) -> str:
    """Which days of a month or a quarter a class has."""
    for key, said in _MONTH_DAYS.items():
        found = said.fullmatch(name)
        if found:
            which = _edge_key(found) if key == "edge" else key
            return t(f"forecast.month_days.{which}", number=found["number"] or 1)
    return plain(name)


def _edge_key(found: re.Match[str]) -> str:
    many = "s" if found["number"] else ""
    return f"{found['end']}_{found['kind'].replace(' ', '_')}{many}_{found['span']}"


def _words(part: str) -> str:
    for key, said in _SAID.items():
        found = said.fullmatch(part)
        if found:
            named = {name: plain(value) for name, value in found.groupdict().items()}
            if "name" in named:
                named["name"] = _name(found["name"])
            return t(f"forecast.event.{key}", **named)
    return plain(part)


def _name(name: str) -> str:
    key = f"forecast.event_kind.{name.removeprefix(OF_KIND)}"
    is_kind = name.startswith(OF_KIND) and key in load_catalogue()
    return t(key) if is_kind else plain(name)
