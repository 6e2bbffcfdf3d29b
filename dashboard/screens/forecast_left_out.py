"""What a sum of pools leaves out or has from a simpler method, in the reader's words."""

import re

from dashboard.components import plain
from dashboard.i18n import t

_SAID = {  # models.forecast.company
    "use_alone": re.compile(r"at least: only the use of (?P<pool>.+) \(.+\)"),
    "too_few": re.compile(r"without (?P<pool>.+) \(only (?P<count>\d+) complete days\)"),
    "ends": re.compile(r"without (?P<pool>.+) \(data end (?P<day>\d{4}-\d\d-\d\d)\)"),
    "unpriced": re.compile(r"without (?P<pool>.+) \(not priced\)"),
    "no_forecast": re.compile(r"without (?P<pool>.+) \(not forecast\)"),
    "more": re.compile(r"and (?P<count>\d+) more"),
    "simpler": re.compile(r"\w+ for (?P<pool>.+)"),
}


def left_out_line(note: str) -> str:
    """The note of a sum in words, part by part; what fits no pattern as it came."""
    return t("forecast.method.parts", note="; ".join(map(_words, note.split("; "))))


def _words(part: str) -> str:
    for key, said in _SAID.items():
        found = said.fullmatch(part)
        if found:
            named = {name: plain(value) for name, value in found.groupdict().items()}
            return t(f"forecast.left_out.{key}", **named)
    return plain(part)
