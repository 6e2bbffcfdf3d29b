"""Every source against damaged files: loaded with every row counted, or refused in words.

What was accepted never breaks the core tables either: a file that could would block its workspace.
"""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files
from etl.sources import all_sources
from tests.hostile_files import (
    DOCUMENTS,
    TABLES,
    as_csv,
    broken_document,
    broken_table,
    cut_off,
    sound_contents,
)
from tests.sound_files import LOADED_WITH, SOUND_FILES, SOUND_ROWS

# Few in every run, the same each time; more with TEST_EXAMPLES=50 for who searches.
EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "4"))
BOUNDED = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate, Phase.shrink],  # not explain: it would run everything many times more
)


def options(source: str, **more: Any) -> LoadOptions:
    return LoadOptions("UTC", **{"source_name": source} | LOADED_WITH.get(source, {}) | more)


def load_all(source: str, contents: list[bytes], home: Path) -> list[LoadOutcome]:
    """Load files for good, hold the law of counts, and build the core tables of what was let in."""
    paths = []
    for number, content in enumerate(contents):
        paths.append(home / str(number) / f"{source}.file")
        paths[-1].parent.mkdir(parents=True)
        paths[-1].write_bytes(content)
    workspace = Workspace(home / "workspace")
    outcomes = load_files(workspace, paths, options(source))
    for outcome in outcomes:
        hold_the_law(outcome)
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
    return outcomes


def hold_the_law(outcome: LoadOutcome) -> None:
    record = outcome.record
    assert record.rows_read == record.rows_loaded + record.rows_rejected + record.rows_duplicate
    if record.status == "refused":
        assert record.reason
        assert ". " in record.reason, f"no remedy: {record.reason}"
    else:
        assert record.rows_read > 0


def test_every_source_is_fuzzed() -> None:
    assert {*TABLES, *SOUND_FILES} == set(all_sources())
    for source in all_sources():
        assert sound_contents(source), source


@pytest.mark.parametrize("source", TABLES)
@given(data=st.data())
@BOUNDED
def test_odd_cells_in_csv_and_parquet_are_judged_row_by_row(
    source: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = data.draw(st.lists(broken_table(source), min_size=1, max_size=8, unique=True))
    load_all(source, contents, tmp_path_factory.mktemp("fuzzed"))


@pytest.mark.parametrize("source", sorted(DOCUMENTS))
@given(data=st.data())
@BOUNDED
def test_anything_in_the_place_of_a_value_of_json_is_rejected_or_refused(
    source: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = data.draw(st.lists(broken_document(source), min_size=1, max_size=12, unique=True))
    load_all(source, contents, tmp_path_factory.mktemp("fuzzed"))


@pytest.mark.parametrize("source", all_sources())
@given(data=st.data())
@BOUNDED
def test_files_cut_off_and_files_of_anything_lose_no_row(
    source: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sound = data.draw(st.sampled_from(sound_contents(source)))
    contents = data.draw(
        st.lists(cut_off(sound) | st.binary(max_size=80), min_size=1, max_size=10, unique=True)
    )
    load_all(source, contents, tmp_path_factory.mktemp("fuzzed"))


LARGE = ("9" * 20, "9" * 18, "9" * 12, "9" * 10, "9" * 8, "10000", "0.0001", "0.00000001")


@pytest.mark.parametrize("source", sorted(TABLES))
def test_the_largest_numbers_that_are_let_in_fit_into_core(source: str, tmp_path: Path) -> None:
    sound = SOUND_ROWS[source]
    numbers = [name for name, cell in sound.items() if cell.replace(".", "").isdigit()]
    rows = [sound | {name: cell} for name in numbers for cell in LARGE]
    contents = [as_csv([row] * 3, "\n").encode() for row in rows]
    load_all(source, contents, tmp_path)


def test_a_refusal_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    [outcome] = load_all("usage", [b"a,b\n1,2\n"], tmp_path)
    assert outcome.record.status == "refused"
    reason = outcome.record.reason or ""
    assert "No source" in reason or "Not a usable usage file: it lacks start" in reason
    assert "usage.file" in reason
    assert "`suanli template usage` writes one" in reason
