"""What a forecast believed of known events, in the reader's words."""

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


def is_of_events(note: object) -> bool:
    """Whether a forecast's note says what was believed of events, and not why it is simpler."""
    return str(note or "").startswith(EVENTS_NOTE)


def event_line(note: object) -> str:
    """The note in words, part by part."""
    parts = str(note).removeprefix(EVENTS_NOTE).split(BETWEEN_NOTES)
    return t("forecast.method.events", note="; ".join(map(_words, parts)))


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
