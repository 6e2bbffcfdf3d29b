"""Round trip: every template that Suanli writes, filled in, is loaded back without a word."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.tables import CORE_TABLES, OUT_TABLES
from data.tables.ddl import create_table
from data.workspace import Workspace
from etl.checks import check_core, check_tables
from etl.core import build_core
from etl.sources import all_sources
from etl.templates import write_template

TEMPLATES = [source for source in all_sources().values() if source.is_strict]


@pytest.mark.parametrize("source", TEMPLATES, ids=lambda source: source.name)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_filled_template_loads_back(
    source: Any,
    encoding: str,
    tmp_path: Path,
    load: Callable[..., list[Any]],
    core: Callable[[str], list[dict[str, Any]]],
    row: Callable[..., dict[str, str]],
) -> None:
    path = write_template(source.name, tmp_path / "filled.csv")
    header = path.read_text("utf-8").strip().split(",")
    cells = row(source.name)
    text_column = "project" if "project" in cells else "source"
    cells[text_column] = "算力, 合同"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, [cells[name] for name in header]])
    [outcome] = load(path)
    record = outcome.record
    assert (record.source, record.status, record.rows_rejected) == (source.name, "loaded", 0)
    for table in source.core_sql:
        [stored] = core(f"FROM {table}")
        assert stored.get(text_column, "算力, 合同") == "算力, 合同"


@pytest.mark.parametrize("source", TEMPLATES, ids=lambda source: source.name)
def test_an_empty_template_is_refused_as_having_no_rows(
    source: Any, tmp_path: Path, load: Callable[..., list[Any]]
) -> None:
    [outcome] = load(write_template(source.name, tmp_path / "empty.csv"))
    assert "The file has no rows" in outcome.record.reason


def test_all_sources_together_fill_tables_that_keep_their_contracts(
    load: Callable[..., list[Any]],
    workspace: Workspace,
    sound_file: Callable[[str], tuple[Any, dict[str, Any]]],
    write_file: Callable[..., Path],
) -> None:
    for name in all_sources():
        content, options = sound_file(name)
        load(write_file(f"{name}.csv", content), **options)
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        for name, schema in OUT_TABLES.items():
            create_table(connection, name, schema)
        check_core(connection)
        counts = check_tables(connection)
    empty = [name for name in CORE_TABLES if not counts[name]]
    assert empty == ["core_price_left_out", "core_rejected_row"]  # sound rows: nothing to turn away
