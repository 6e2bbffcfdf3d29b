"""`suanli scenario`: what-ifs from the shell, as the last forecast has them."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.cli.scenarios import _WHY
from data.errors import InputError, UsageError
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_table
from data.tables.scenarios import SCENARIO_NOTES
from data.warehouse import append
from data.workspace import Workspace

CHANGE = {
    "scenario": "more",
    "change": "all grow",
    "is_built_in": False,
    "kind": "growth",
    "scope": "a/*/*/*",
    "start_date": date(2026, 4, 1),
    "ramp_days": 9,
    "change_ratio": Decimal("0.1"),
    "pools_changed": 1,
    "source": "plan",
    "snapshot_id": "test",
}
MONTH = {
    "scenario": "more",
    "level": "company",
    "series": "company",
    "target": "cost",
    "grain": "month",
    "period_start": date(2026, 4, 1),
    "p10": 7920.0,
    "p50": 11880.0,
    "p90": 15840.0,
    "mean": 11880.0,
    "base_p50": 10800.0,
    "difference_p10": 720.0,
    "difference_p50": 1080.0,
    "difference_p90": 1440.0,
    "difference_mean": 1080.0,
    "is_complete": True,
    "budget_cny": Decimal(11000),
    "over_budget_ratio": 0.5,
    "unit": "CNY",
    "cut_off": date(2026, 3, 29),
    "seed": 1,
    "path_count": 100,
    "model_version": "test",
    "snapshot_id": "test",
}
OTHER_SERIES = {
    "series": "b",
    "level": "provider",
    "target": "usage",
    "grain": "month",
    "period_start": date(2026, 4, 1),
    "horizon_days": 32,
    "p10": 1.0,
    "p50": 2.0,
    "p90": 3.0,
    "mean": 2.0,
    "observed_part": 0.0,
    "is_complete": True,
    "unit": "card_hour",
    "method": "sum_of_pools",
    "history_days": 40,
    "cut_off": date(2026, 3, 29),
    "seed": 1,
    "path_count": 100,
    "model_version": "test",
    "snapshot_id": "test",
}


def publish(home: Path, **rows: list[dict[str, Any]]) -> None:
    with building(Workspace(home), keep=2) as build:
        for name in ("out_scenario", "out_scenario_forecast", "out_forecast"):
            create_table(build.connection, name, TABLES[name])
            schema = {column: spec.dtype for column, spec in TABLES[name].columns().items()}
            frame = pl.DataFrame(rows.get(name, []), schema=schema)
            append(build.connection, name, TABLES[name].validate(frame))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fallen = CHANGE | {
        "scenario": "usd_down",
        "change": "the dollar falls",
        "is_built_in": True,
        "kind": "fx_move",
        "scope": "*/*/*/*",
        "currency": "USD",
        "change_ratio": Decimal("-0.08"),
        "pools_changed": 0,
        "note": "not_in_this_currency",
        "grade": "A",
    }
    publish(
        tmp_path,
        out_scenario=[CHANGE, fallen],
        out_scenario_forecast=[MONTH],
        out_forecast=[OTHER_SERIES],
    )
    return tmp_path


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["scenario", *arguments, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_says_what_each_change_is_and_why_one_changes_nothing(home: Path) -> None:
    assert run(home, "list").splitlines() == [
        "usd_down (comes with Suanli)",
        "  fx_move -8.0%, USD, from 2026-04-01, over 10 days; 0 pools: no price or contract is in"
        " this currency; plan [A]",
        "more",
        "  growth +10.0%, a/*/*/*, from 2026-04-01, over 10 days; 1 pool; plan",
    ]


def test_one_is_set_beside_the_base_month_by_month(home: Path) -> None:
    *_, line = run(home, "show", "more").splitlines()
    assert line == (
        "2026-04: 11,880 CNY instead of 10,800; +1,080 (+720 to +1,440), above the budget in 50% of"
        " paths"
    )


def test_scripts_get_every_figure(home: Path) -> None:
    document = json.loads(run(home, "show", "more", "--json"))
    assert (document["scenario"], document["series"], document["grain"]) == (
        "more",
        "company",
        "month",
    )
    assert document["months"][0]["difference_p90"] == 1440
    assert document["changes"][0]["source"] == "plan"
    listed = json.loads(run(home, "list", "--json"))
    assert [row["scenario"] for row in listed["scenarios"]] == ["usd_down", "more"]


def test_a_series_that_is_not_changed_is_said_to_be_so(home: Path) -> None:
    output = run(home, "show", "more", "--series", "b", "--target", "usage")
    assert "It does not change the usage of b." in output


def test_a_series_that_is_not_forecast_is_refused_and_those_there_are_are_named(home: Path) -> None:
    arguments = ["scenario", "show", "more", "--series", "B", "--home", str(home)]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageError)
    assert "There is no forecast of B (--series). Name one of b." in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "less"), "There is no scenario 'less'"),
        (("show", "more", "--target", "fun"), "There is no target 'fun'"),
    ],
)
def test_what_is_not_there_is_wrong_usage(
    arguments: tuple[str, ...], words: str, home: Path
) -> None:
    result = CliRunner().invoke(app, ["scenario", *arguments, "--home", str(home)])
    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_every_note_has_words() -> None:
    assert set(_WHY) == set(SCENARIO_NOTES)


def test_without_a_forecast_there_are_none(tmp_path: Path) -> None:
    publish(tmp_path)
    said = run(tmp_path, "list")
    assert "no pool of the current snapshot has been forecast" in said
    assert "7 wholly measured days of a pool" in said
    result = CliRunner().invoke(app, ["scenario", "show", "x", "--home", str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "7 wholly measured days" in result.exception.remedy


def test_a_snapshot_of_an_earlier_version_is_said_to_be_one(tmp_path: Path) -> None:
    with building(Workspace(tmp_path), keep=2) as build:
        create_table(build.connection, "out_forecast", TABLES["out_forecast"])
    result = CliRunner().invoke(app, ["scenario", "list", "--home", str(tmp_path)])
    assert isinstance(result.exception, InputError)
    assert "rebuild" in result.exception.remedy
