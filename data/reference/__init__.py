"""Public reference data that ships with Suanli: chips and dated price facts (see README.md)."""

from pathlib import Path

import polars as pl

from data.files import sha256
from data.plan_files import REFERENCE_PLANS, plan_files_hash
from data.reference.calendar import holidays_version
from data.tables.chips import ChipFact
from data.tables.market import CoreChip, SanityBand
from data.tables.scenarios import BuiltInChange

_FOLDER = Path(__file__).parent
_HASHED = (
    "chips.csv",
    "chip_facts.csv",
    "chip_aliases.csv",
    "sanity_bands.csv",
    "residual_curves.csv",
    "electricity_tariffs.csv",
    "scenarios.csv",
)


def read_chips() -> pl.DataFrame:
    """The chip catalogue, one row per chip, columns and types of CoreChip.

    An empty figure means that no source prints one; FP16 throughput is dense, in TFLOPS.
    """
    types = {name: column.dtype for name, column in CoreChip.columns().items()}
    return CoreChip.validate(pl.read_csv(_FOLDER / "chips.csv", schema=types))


def read_chip_facts() -> pl.DataFrame:
    """Figures that sources print beside the catalogue's, columns and types of ChipFact."""
    types = {name: column.dtype for name, column in ChipFact.columns().items()}
    return ChipFact.validate(pl.read_csv(_FOLDER / "chip_facts.csv", schema=types))


def read_sanity_bands() -> pl.DataFrame:
    """Dated bands of the monthly rent of an 8-card server, columns and types of SanityBand."""
    types = {name: column.dtype for name, column in SanityBand.columns().items()}
    return SanityBand.validate(pl.read_csv(_FOLDER / "sanity_bands.csv", schema=types))


def read_built_in_scenarios() -> pl.DataFrame:
    """What-ifs that need no planning data, one row per change, columns and types of BuiltInChange.

    Sizes are of moves that once happened; a scenario's changes stand in order.
    """
    types = {name: column.dtype for name, column in BuiltInChange.columns().items()}
    return BuiltInChange.validate(pl.read_csv(_FOLDER / "scenarios.csv", schema=types))


def market_prices_path() -> Path:
    """The dated price facts, a file in the rental quote template: load it like any other source."""
    return _FOLDER / "market_prices.csv"


def reference_hash() -> str:
    """Hash over the reference data that every snapshot is built with."""
    parts = [holidays_version()]
    for name in _HASHED:
        with (_FOLDER / name).open("rb") as file:
            parts.append(sha256(file))
    return "".join([*parts, plan_files_hash(REFERENCE_PLANS)])
