"""For every source: any order of its files, and any repetition of them, gives the same contents.

Files overlap, repeat and correct each other, lie in one folder or several, and may have been saved
at the same instant.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.tables import CORE_TABLES
from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files
from etl.sources import all_sources
from tests.hostile_files import as_csv
from tests.sound_files import LOADED_WITH, SOUND_FILES
from tests.versions import CHANGES, versions

Contents = dict[str, list[Any]]
# Sources that meet in the same tables, or are read side by side; new ones are tried together.
GROUPS = {
    "usage": ("usage", "occupancy", "gpu_jobs", "job_log", "slurm", "dcgm", "opencost"),
    "bills": ("focus", "aws_cur", "oci_cost_report", "focus_commitment"),
    "prices": ("price_book", "gcp_prices", "rental_quote", "market_prices", "market_snapshot"),
    "hosted models": ("token_usage", "token_prices", "request_rate"),
    "plans": (
        "contract",
        "savings_plan",
        "spend_agreement",
        "budget",
        "campaign",
        "event",
        "scenario",
        "decision",
        "ecb_rates",
    ),
}
_NAMED = {name for group in GROUPS.values() for name in group}
GROUPS["others"] = tuple(name for name in all_sources() if name not in _NAMED)
# Names that mean parts of an export, an export of its own, and another pool.
PLACES = ("a/pool.csv", "b/pool.csv", "a/part-00001.csv", "a/part-00002.csv", "b/part-00001.csv")


@dataclass(frozen=True)
class Export:
    """One file: its source, its content, when it was saved, and where it lies."""

    source: str
    content: str
    saved_at: int
    place: str


@st.composite
def exports(draw: st.DrawFn, sources: Sequence[str]) -> Export:
    source = draw(st.sampled_from(sources))
    known = versions(source)
    if source in SOUND_FILES:
        content = draw(st.sampled_from(known))
    else:
        chosen = draw(st.lists(st.integers(0, len(known) - 1), min_size=1, max_size=4))
        content = as_csv([known[index] for index in chosen], "\n")
    return Export(source, content, draw(st.integers(1, 4)), draw(st.sampled_from(PLACES)))


def write(export: Export, number: int, home: Path) -> tuple[Export, Path]:
    path = home / "files" / str(number) / export.place
    path.parent.mkdir(parents=True)
    path.write_text(export.content, "utf-8")
    os.utime(path, (export.saved_at, export.saved_at))
    return export, path


def load(workspace: Workspace, files: Sequence[tuple[Export, Path]]) -> list[LoadOutcome]:
    outcomes = []
    for export, path in files:
        options: dict[str, Any] = {"source_name": export.source}
        options |= LOADED_WITH.get(export.source, {})
        outcomes += load_files(workspace, [path], LoadOptions("Asia/Shanghai", **options))
    return outcomes


def contents(workspace: Workspace) -> Contents:
    """All rows of all core tables, but for the moment of loading."""
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        tables = [name for name in CORE_TABLES if name != "core_chip"]
        rows = {name: connection.sql(f"FROM {name} ORDER BY ALL").pl() for name in tables}
    return {name: found.drop("loaded_at", strict=False).rows() for name, found in rows.items()}


def assert_equal(found: Contents, expected: Contents) -> None:
    for table, rows in expected.items():
        assert found[table] == rows, table


def test_every_source_is_in_a_group_and_has_versions_that_correct_each_other() -> None:
    known = {name for group in GROUPS.values() for name in group}
    assert known == set(all_sources())
    assert all(len(changes) >= 3 for changes in CHANGES.values())
    assert set(CHANGES) <= known


@pytest.mark.parametrize("group", [name for name, sources in GROUPS.items() if sources])
@given(data=st.data())
@settings(
    max_examples=int(os.environ.get("TEST_EXAMPLES", "6")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
def test_any_order_and_repetition_of_the_files_of_all_sources_gives_the_same_contents(
    group: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("order")
    drawn = data.draw(st.lists(exports(GROUPS[group]), min_size=2, max_size=9))
    files = [write(export, number, home) for number, export in enumerate(drawn)]
    shuffled = data.draw(st.permutations(files))
    again = data.draw(st.lists(st.sampled_from(files), max_size=2))
    first, second = Workspace(home / "first"), Workspace(home / "second")
    load(first, files)
    load(second, [*shuffled, *again])
    expected = contents(first)
    assert_equal(contents(second), expected)
    repeated = load(first, files)
    assert not any(outcome.is_new for outcome in repeated)
    assert_equal(contents(first), expected)  # a rebuild, too, is a function of landing alone


@pytest.mark.parametrize("source", sorted(CHANGES))
def test_every_version_of_a_row_can_be_loaded(source: str, tmp_path: Path) -> None:
    """Or the law above would be held by files that are all refused."""
    for number, version in enumerate(versions(source)):
        content = version if source in SOUND_FILES else as_csv([version], "\n")
        file = write(Export(source, content, 1, "a/pool.csv"), number, tmp_path)
        [outcome] = load(Workspace(tmp_path / "home"), [file])
        assert outcome.record.rows_rejected == 0, version
        assert outcome.record.rows_loaded > 0, outcome.record.reason


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("occupancy", ("a/pool.csv", "a/pool.b.csv")),
        ("request_rate", ("a/pool.csv", "b/part-00001.csv")),
        ("focus", ("a/part-00001.csv", "b/part-00001.csv")),
    ],
)
def test_equal_bytes_saved_at_one_instant_in_two_places_are_told_apart_by_their_names(
    source: str, places: tuple[str, str], tmp_path: Path
) -> None:
    content = versions(source)[0]
    text = content if source in SOUND_FILES else as_csv([content], "\n")
    files = [write(Export(source, text, 1, place), n, tmp_path) for n, place in enumerate(places)]
    forwards, backwards = Workspace(tmp_path / "forwards"), Workspace(tmp_path / "backwards")
    load(forwards, files)
    load(backwards, files[::-1])
    assert len(contents(forwards)["core_load"]) == 2
    assert_equal(contents(backwards), contents(forwards))
