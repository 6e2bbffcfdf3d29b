"""What the fixtures of tests/conftest.py give, for annotations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl.load import LoadOutcome

Row = dict[str, str]
MakeRow = Callable[..., Row]
WriteFile = Callable[..., Path]
Load = Callable[..., list[LoadOutcome]]
Core = Callable[[str], list[dict[str, Any]]]
FaultOf = Callable[..., tuple[str | None, str]]  # column and reason of a rejected row
