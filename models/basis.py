"""What a snapshot's tables were computed with, and what has changed since."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from data.reference import reference_hash
from data.settings import Settings
from data.tables import OUT_TABLES
from data.warehouse import append
from models.forecast.stage import MODEL_VERSION

PIPELINE_VERSION = 15  # raised when a rule changes, so that `suanli run` computes anew
_NO_NUMBER = {  # settings that change no number
    "host",
    "port",
    "memory_limit",
    "keep_snapshots",
    "inbox",
    "s3_endpoint",
    "expected_interval_days",
    "compute_class",
    "forecast_workers",
}


@dataclass(frozen=True)
class Change:
    """An input that is not what it was: its values as JSON, and the stages computed with it."""

    input: str
    was: str | None
    now: str | None
    stages: tuple[str, ...]


def inputs(settings: Settings, plan_files: str = "") -> dict[str, Any]:
    """All that a snapshot is a function of, beside the loads.

    plan_files: the hash of the workspace's own plan files.
    """
    chosen = settings.model_dump(mode="json", exclude=_NO_NUMBER)
    return chosen | {
        "reference_data": reference_hash(),
        "plan_files": plan_files,
        "pipeline_version": PIPELINE_VERSION,
        "model_version": MODEL_VERSION,
    }


def write_basis(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    stages: Iterable[str],
    plan_files: str = "",
) -> None:
    """Note in out_basis what these stages are computed with, in place of what was noted before."""
    rows = [
        {"stage": stage, "input": name, "value": json.dumps(value), "snapshot_id": snapshot_id}
        for stage in stages
        for name, value in inputs(settings, plan_files).items()
    ]
    basis = OUT_TABLES["out_basis"].validate(pl.DataFrame(rows))
    connection.execute("DELETE FROM out_basis WHERE stage IN (SELECT unnest(?))", [[*stages]])
    append(connection, "out_basis", basis)


def has_basis(tables: pl.DataFrame) -> bool:
    """Whether a snapshot says what it was computed with; those of earlier versions do not.

    tables: column table_name of `duckdb_tables()`.
    """
    return "out_basis" in tables["table_name"]


def changed_since(basis: pl.DataFrame, settings: Settings, plan_files: str = "") -> list[Change]:
    """What differs today from what the rows of out_basis say, by the input's name."""
    today = {name: json.dumps(value) for name, value in inputs(settings, plan_files).items()}
    changes: dict[tuple[str, str | None], list[str]] = {}
    for (stage,), rows in basis.group_by("stage", maintain_order=True):
        noted = dict(rows.select("input", "value").iter_rows())
        for name in sorted(noted.keys() | today.keys()):
            if noted.get(name) != today.get(name):
                changes.setdefault((name, noted.get(name)), []).append(str(stage))
    return [
        Change(name, was, today.get(name), tuple(stages))
        for (name, was), stages in sorted(changes.items(), key=str)
    ]
