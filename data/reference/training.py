"""Training runs and programmes that others have printed, as data."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

TRAINING_RUNS = Path(__file__).parent / "training_runs.toml"


def read_training_runs() -> dict[str, Any]:
    """The document with its [[run]] and [[programme]] tables; numbers are exact decimals."""
    return tomllib.loads(TRAINING_RUNS.read_text("utf-8"), parse_float=Decimal)
