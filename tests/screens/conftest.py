"""Small published workspaces for screens, which only read what is published."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
import streamlit as st

from data.snapshot import building, find_current, require_current
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from data.workspace import Workspace

Rows = dict[str, list[dict[str, Any]]]


def _neighbour(name: str) -> ModuleType:
    """A module beside this one: tests are no packages, so it cannot be imported by name."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


factories = _neighbour("factories")


def publish(home: Path, rows: Rows) -> Workspace:
    """Publish a snapshot with all tables of the contract, filled with these rows."""
    workspace = Workspace(home)
    with building(workspace, keep=3) as build:
        create_tables(build.connection, TABLES)
        for name, given in rows.items():
            schema_of = {column: at.dtype for column, at in TABLES[name].columns().items()}
            append(build.connection, name, pl.DataFrame(given, schema=schema_of))
    return workspace


def copy_as_new(published: Path, home: Path) -> Workspace:
    """A copy of a workspace, as if its rows had been published here and now, under a new id."""
    shutil.copytree(published, home, dirs_exist_ok=True)
    workspace = Workspace(home)
    old = require_current(workspace)
    now = datetime.now(UTC)
    new_id = f"{now:%Y%m%dT%H%M%S%f}Z-{uuid4().hex[:6]}"
    old.path.rename(old.path.with_name(old.path.name.replace(old.snapshot_id, new_id)))
    pointer = json.loads(workspace.pointer.read_text("utf-8").replace(old.snapshot_id, new_id))
    pointer["published_at"] = now.isoformat(timespec="seconds")
    workspace.pointer.write_text(json.dumps(pointer), "utf-8")
    return workspace


@pytest.fixture(scope="session")
def publish_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Rows], Workspace]:
    """Publish rows; what was published of the same rows before is copied, which is quicker."""
    made: dict[str, Path] = {}

    def publish_or_copy(home: Path, rows: Rows) -> Workspace:
        if find_current(Workspace(home)):  # it has a history, which goes on
            return publish(home, rows)
        key = repr(rows)
        if key not in made:
            made[key] = publish(tmp_path_factory.mktemp("rows"), rows).home
        return copy_as_new(made[key], home)

    return publish_or_copy


@pytest.fixture
def publish_rows(
    publish_once: Callable[[Path, Rows], Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Rows], Workspace]:
    """Publish rows into this test's own workspace, and make it the one that screens read."""
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    return lambda rows: publish_once(tmp_path, rows)


@pytest.fixture
def make() -> SimpleNamespace:
    """The row factories by name, for tests that write their own few rows."""
    return SimpleNamespace(**vars(factories))


@pytest.fixture
def one_row() -> Rows:
    """One row of each table that a screen reads."""
    rows: Rows = factories.one_row_each()
    return rows


@pytest.fixture(scope="session")
def few_pools_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company, published once for all tests, which only read it."""
    home = tmp_path_factory.mktemp("few_pools")
    publish(home, _neighbour("sample").sample_rows(factories))
    return home


@pytest.fixture
def sample(few_pools_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the small company the workspace that screens read."""
    monkeypatch.setenv("SUANLI_HOME", str(few_pools_home))
    return few_pools_home


@pytest.fixture(scope="session")
def no_rows_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables without a row, published once for all tests, which only read them."""
    return publish(tmp_path_factory.mktemp("no_rows"), {}).home


@pytest.fixture(scope="session")
def one_row_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One row of each table, published once for all tests, which only read them."""
    return publish(tmp_path_factory.mktemp("one_row"), factories.one_row_each()).home


@pytest.fixture(scope="session", autouse=True)
def _close_snapshots() -> Iterator[None]:
    """Close what the screens keep open, before the interpreter ends."""
    yield
    st.cache_resource.clear()
