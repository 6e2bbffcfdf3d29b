"""A load of two rows whose second is rejected, and what is said of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Load = Callable[..., list[Any]]
Core = Callable[[str], list[dict[str, Any]]]


def the_second_is_rejected(path: Path, culprit: str, load: Load, core: Core) -> None:
    """One row is loaded; line 3 is named with its culprit: a column, or words of the reason."""
    [outcome] = load(path)
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 1)
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 3
    assert culprit == fault["column"] or culprit in fault["reason"]
