"""Runs, programmes and places of one document, and the peaks of the chip catalogue."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from data.errors import InputError
from data.reference import read_chips
from data.reference.training import TRAINING_RUNS
from models.training.places import Place, parse_places
from models.training.runs import Programme, TrainingRun, parse_programmes, parse_runs


@dataclass(frozen=True)
class TrainingLibrary:
    """All by name; `peak_tflops` by chip, dense, where a source prints it."""

    runs: Mapping[str, TrainingRun]
    programmes: Mapping[str, Programme]
    places: Mapping[str, Place]
    peak_tflops: Mapping[str, Decimal]


def read_training_library(path: Path | None = None) -> TrainingLibrary:
    """The library of a file, or the one that ships with Suanli.

    Raises:
        InputError: the file is no TOML or has a fault; file, table, key and remedy are named.
    """
    where = path or TRAINING_RUNS
    try:
        document = tomllib.loads(where.read_text("utf-8"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as broken:
        raise InputError(
            f"The file of training runs cannot be read: {broken}",
            where=str(where),
            remedy="Write TOML with [[run]] tables; models/training/README.md has the keys.",
        ) from broken
    return TrainingLibrary(
        parse_runs(document, str(where)),
        parse_programmes(document, str(where)),
        parse_places(document, str(where)),
        {
            row["chip"]: Decimal(str(row["fp16_dense_tflops"]))
            for row in read_chips().iter_rows(named=True)
            if row["fp16_dense_tflops"] is not None
        },
    )
