"""Any order of loading the same files gives the same contents, whatever they overlap or correct."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tables import CORE_TABLES
from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import MakeRow

Contents = dict[str, list[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


# When it was saved (several at one instant), its first hour, its hours, its version, its project.
EXPORT = st.tuples(
    st.integers(1, 3),
    st.integers(0, 20),
    st.integers(1, 4),
    st.integers(1, 9),
    st.sampled_from(["chat", "search"]),
)


def usage_rows(export: tuple[int, int, int, int, str], row: MakeRow) -> list[dict[str, str]]:
    _, first, hours, version, project = export
    return [
        row(
            "usage",
            start=f"2026-03-02 {hour:02}:00Z",
            project=project,
            used_card_hours=str(version),
            useful_card_hours="",
            capacity_cards=str(60 + version),
        )
        for hour in range(first, min(first + hours, 24))
    ]


def job_rows(export: tuple[int, int, int, int, str], row: MakeRow) -> list[dict[str, str]]:
    """One job an hour, each an hour and a half long, so that it runs on into the next."""
    _, first, hours, version, project = export
    return [
        row(
            "gpu_jobs",
            timestamp=f"2026-03-02 {hour:02}:00:00Z",
            duration="5400",
            num_gpus=str(version),
            gpu_time=str(5400 * version),
            cluster=project,
        )
        for hour in range(first, min(first + hours, 24))
    ]


def contents(workspace: Workspace) -> Contents:
    """All rows of all core tables, but for the moment of loading."""
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        return {
            table: connection.sql(f"FROM {table} ORDER BY ALL")
            .pl()
            .drop("loaded_at", strict=False)
            .rows()
            for table in CORE_TABLES
            if table != "core_chip"
        }


def load_in_turn(batches: list[list[Path]], home: Path) -> Contents:
    workspace = Workspace(home)
    for batch in batches:
        load_files(workspace, batch, LoadOptions("UTC"))
    return contents(workspace)


@given(data=st.data(), exports=st.lists(EXPORT, min_size=2, max_size=5))
@settings(max_examples=25)
@pytest.mark.parametrize("make_rows", [usage_rows, job_rows])
def test_any_order_of_the_same_files_gives_the_same_contents(
    make_rows: Callable[..., list[dict[str, str]]],
    data: st.DataObject,
    exports: list[tuple[int, int, int, int, str]],
    folder: Path,
    row: MakeRow,
    to_csv: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    paths = []
    for number, export in enumerate(exports):
        paths.append(folder / str(number) / "pool.csv")
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_text(to_csv(make_rows(export, row)))
        os.utime(paths[-1], (export[0], export[0]))
    shuffled = data.draw(st.permutations(paths))
    cut = data.draw(st.integers(0, len(paths)))
    again = data.draw(st.lists(st.sampled_from(paths), max_size=2))
    at_once = load_in_turn([paths], tmp_path_factory.mktemp("at_once"))
    in_turn = load_in_turn(
        [shuffled[:cut], shuffled[cut:], again], tmp_path_factory.mktemp("in_turn")
    )
    assert in_turn == at_once


def test_prices_budgets_and_contracts_do_not_ask_who_came_first_either(
    row: MakeRow, write_file: Callable[..., Path], tmp_path: Path
) -> None:
    files = [
        write_file("p1.csv", [row("price_book"), row("price_book", offer_id="x")]),
        write_file("b1.csv", [row("budget")]),
        write_file("c1.csv", [row("contract")]),
        write_file("p2.csv", [row("price_book", price="14.00")]),
        write_file("b2.csv", [row("budget", amount="1300000")]),
        write_file("c2.csv", [row("contract", servers="4")]),
        write_file("unknown.csv", [{"what": "1"}]),
    ]
    forwards = load_in_turn([files], tmp_path / "forwards")
    backwards = load_in_turn([[path] for path in reversed(files)], tmp_path / "backwards")
    assert forwards == backwards
    assert len(forwards["core_price"]) == 2
    [budget] = forwards["core_budget"]
    assert 1_300_000 in budget
