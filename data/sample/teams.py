"""Which team each project belongs to; one has moved, and one belongs to nobody yet."""

from data.sample.days import SAMPLE_FIRST_DAY
from data.sample.templates import Row

_OF_THE_FIRST_DAY = (
    ("foundation-model", "research", "RD-1"),
    ("multimodal", "research", "RD-1"),
    ("code-assistant", "research", "RD-1"),
    ("weather-model", "science", "RD-2"),
    ("chat-assistant", "serving", "OP-1"),
    ("search-ranking", "serving", "OP-1"),
    ("customer-service", "serving", "OP-1"),
)
_MOVED = ("code-assistant", "serving", "OP-1", "2026-07-01")  # when it was released


def make_projects() -> list[Row]:
    """Columns of the project template; `research-lab` has no row."""
    names = ("project", "team", "cost_centre", "valid_from")
    since = SAMPLE_FIRST_DAY.isoformat()
    rows = [*((*whose, since) for whose in _OF_THE_FIRST_DAY), _MOVED]
    return [{**dict(zip(names, row, strict=True)), "source": "synthetic sample"} for row in rows]
