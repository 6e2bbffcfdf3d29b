"""`suanli forecast --pool`: what is published of one pool, as text and as JSON."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import UsageError
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from data.workspace import Workspace
from tests.screens.forecast_company import MONTH_AHEAD, USAGE_AHEAD
from tests.screens.forecast_rows import CUT_OFF, POOL_ID, score

OTHER = "Cloud B/West/train/H100"
SHORT = "Cloud A/North/new/H20"
PEAK = {
    "target": "peak_used_p95", "unit": "card", "observed_part": None,
    "p10": 50.0, "p50": 60.0, "p90": 70.0, "is_complete": False,
}  # fmt: skip
GAP = {
    "level": "pool", "series": SHORT, "target": "usage", "cut_off": CUT_OFF, "snapshot_id": "s",
    "seed": 7, "model_version": "forecast-1", "reason": "measured on 6 days, 7 are needed",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the published forecast of two pools, and of one too young for any."""
    home = tmp_path_factory.mktemp("published")
    january = {"period_start": date(2027, 1, 1), "p50": 75_000.0}
    rows: dict[str, list[dict[str, Any]]] = {
        "out_forecast": [
            MONTH_AHEAD | january,
            MONTH_AHEAD | {"observed_part": 1_500.0},
            MONTH_AHEAD | USAGE_AHEAD | {"p10": 7_000.0, "p50": 7_200.0, "p90": 8_000.0},
            MONTH_AHEAD | PEAK,
            MONTH_AHEAD | {"series": OTHER},
        ],
        "out_forecast_score": [score()],
        "out_forecast_gap": [GAP],
    }
    with building(Workspace(home), keep=3) as build:
        create_tables(build.connection, TABLES)
        for name, given in rows.items():
            types = {column: at.dtype for column, at in TABLES[name].columns().items()}
            wanted = [{column: row.get(column) for column in types} for row in given]
            append(build.connection, name, pl.DataFrame(wanted, schema=types))
    return home


def forecast(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["forecast", "--home", str(home), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return str(result.stdout)


def test_a_pool_is_printed_as_published_month_by_month(home: Path) -> None:
    pointer = Workspace(home).pointer.read_bytes()
    first, *lines = forecast(home, "--pool", POOL_ID).splitlines()
    assert first.startswith(f"{POOL_ID}: as published with ")
    assert lines == [
        "from 92 whole days up to 2026-10-31, prophet",
        "2026-11: 7,200 card-hours used (80 %: 7,000 to 8,000)",
        "2026-11: 72,000 CNY (80 %: 70,000 to 80,000, 1,500 of it came)",
        "2027-01: 75,000 CNY (80 %: 70,000 to 80,000)",
        "2026-11: 60 cards in use, enough in 95 % of the hours (80 %: 50 to 70,"
        " as far as the forecast reaches)",
        "days 1 to 7 ahead missed, in the backtest, 0.80 times what last week's mean did;"
        " the 80 % band held 81%",
    ]
    assert Workspace(home).pointer.read_bytes() == pointer  # nothing was published


def test_json_has_the_rows_of_this_pool_alone(home: Path) -> None:
    document = json.loads(forecast(home, "--pool", OTHER, "--json"))
    assert document["pool_id"] == OTHER
    assert [row["p50"] for row in document["months"]] == [72_000.0]
    assert document["scores"] == document["gaps"] == []


def test_a_pool_without_a_forecast_says_why(home: Path) -> None:
    assert forecast(home, "--pool", SHORT).splitlines()[1:] == [
        "no usage: measured on 6 days, 7 are needed"
    ]


def test_a_part_of_a_name_is_refused_with_the_pools_that_have_it(home: Path) -> None:
    with pytest.raises(UsageError, match="No forecast of the pool h20 is published") as refused:
        forecast(home, "--pool", "h20")
    assert f"{SHORT}, {POOL_ID}." in str(refused.value)
    assert OTHER not in str(refused.value)


def test_help_says_that_nothing_is_computed() -> None:
    shown = CliRunner().invoke(app, ["forecast", "--help"], env={"COLUMNS": "200"}).stdout
    assert "Nothing is computed" in " ".join(shown.split())
