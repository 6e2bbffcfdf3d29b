"""`suanli supply` and its template; the example over the sample, from usage to reserve."""

import json
import tomllib
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import NoSnapshotError, UsageError
from data.reference.supply import SUPPLY_EXAMPLE
from data.snapshot import building
from data.supply import Supply
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from data.workspace import Workspace
from tests.screens import supply_rows as made

CUSTOMER = '[[customer]]\nname = "steady"\n'


def published(home: Path) -> None:
    with building(Workspace(home), keep=3) as build:
        create_tables(build.connection, TABLES)
        for name, rows in made.one_of_each().items():
            types = {column: at.dtype for column, at in TABLES[name].columns().items()}
            append(build.connection, name, pl.DataFrame(rows, schema=types))


def test_what_is_sold_is_told_in_text_and_as_json(tmp_path: Path) -> None:
    published(tmp_path)
    (tmp_path / "supply.toml").write_text(CUSTOMER, "utf-8")
    told = CliRunner().invoke(app, ["supply", "--home", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "2026-10  80.0%  1,000.00  800.00  200.00" in told.output
    assert "2 x server at 60,000.00, indifferent at 66,000.00 a unit and month" in told.output
    found = CliRunner().invoke(app, ["supply", "--home", str(tmp_path), "--json"])
    document = json.loads(found.output)
    assert document["month"][0]["margin_cny"] == "200.00"
    assert {"customer", "case", "reserve", "price", "snapshot"} <= document.keys()


def test_without_customers_it_says_what_to_write(tmp_path: Path) -> None:
    published(tmp_path)
    refused = CliRunner().invoke(app, ["supply", "--home", str(tmp_path)])
    assert isinstance(refused.exception, UsageError)
    assert "suanli template supply" in str(refused.exception)


def test_without_a_snapshot_there_is_nothing_to_tell(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["supply", "--home", str(tmp_path)])
    assert isinstance(refused.exception, NoSnapshotError)


def test_the_template_is_the_example_and_overwrites_nothing(tmp_path: Path) -> None:
    out = tmp_path / "supply.toml"
    assert CliRunner().invoke(app, ["template", "supply", "--out", str(out)]).exit_code == 0
    assert out.read_bytes() == SUPPLY_EXAMPLE.read_bytes()
    assert Supply.model_validate(tomllib.loads(out.read_text("utf-8"))).customer
    again = CliRunner().invoke(app, ["template", "supply", "--out", str(out)])
    assert isinstance(again.exception, UsageError)


@pytest.mark.parametrize("option", ["--from", "--mode"])
def test_the_options_of_plans_are_not_its_own(tmp_path: Path, option: str) -> None:
    refused = CliRunner().invoke(app, ["template", "supply", option, "x"])
    assert isinstance(refused.exception, UsageError)
