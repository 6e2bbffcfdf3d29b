"""What a forecast says of last days far beyond the usual, in the reader's words."""

import re

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from models.forecast.events import BETWEEN_NOTES

_SAID = re.compile(  # models.forecast.fresh_jumps
    r"last days(?: of (?P<pool>.+))?: (?P<days>\d+) at (?P<factor>[\d.e+-]+) times the usual, "
    r"counted as (?P<learned>[\d.e+-]+)"
)


def jump_lines(note: object, name: str | None) -> list[str]:
    """A sentence for each pool whose last days jumped; `name` is that of the series itself."""
    found = filter(None, map(_SAID.fullmatch, _parts(note)))
    return [
        t(
            f"forecast.jump.{'rise' if float(one['factor']) > 1 else 'fall'}",
            pool=plain(one["pool"] or name or ""),
            factor=formats.factor(float(one["factor"])),
            learned=formats.factor(float(one["learned"])),
        )
        for one in found
    ]


def without_jumps(note: object) -> str | None:
    """What else the note says; None where it says nothing else."""
    return BETWEEN_NOTES.join(one for one in _parts(note) if not _SAID.fullmatch(one)) or None


def _parts(note: object) -> list[str]:
    return str(note).split(BETWEEN_NOTES) if note else []
