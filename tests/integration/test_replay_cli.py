"""`suanli replay` over a published snapshot: what it prints, and what it says plainly."""

import json
from datetime import date
from decimal import Decimal
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

MODEL = {
    "pool_id": "Cloud A/North/serve/H20",
    "policy": "model",
    "is_model": True,
    "first_month": date(2026, 1, 1),
    "months": 10,
    "known_months": 5,
    "cost_cny": Decimal(1000),
    "fees_cny": Decimal(900),
    "on_demand_cost_cny": Decimal(100),
    "hindsight_ratio": 1.25,
    "savings_ratio": 0.5,
    "coverage_ratio": 0.9,
    "utilisation_ratio": 0.8,
    "stranded_cny": Decimal(180),
    "lock_in_months": 7.5,
    "dearer_by_cny": Decimal(0),
    "tax_basis": "included",
    "snapshot_id": "s",
}


def rule(name: str, cost: int, pool_id: str = MODEL["pool_id"]) -> dict[str, Any]:  # type: ignore[assignment]
    return MODEL | {
        "pool_id": pool_id,
        "policy": name,
        "is_model": False,
        "cost_cny": Decimal(cost),
        "dearer_by_cny": Decimal(cost - 1000),
    }


@pytest.fixture
def replay(tmp_path: Path) -> Any:
    """Publish rows of out_replay, run the command, and give its text."""

    def run(rows: list[dict[str, Any]], *arguments: str) -> str:
        workspace = Workspace(tmp_path)
        with workspace.lock(), building(workspace, keep=1) as build:
            create_tables(build.connection, TABLES)
            types = {n: c.dtype for n, c in TABLES["out_replay"].columns().items()}
            append(build.connection, "out_replay", pl.DataFrame(rows, schema=types))
        result = CliRunner().invoke(app, ["replay", *arguments, "--home", str(tmp_path)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def test_a_rule_that_did_better_is_named_with_its_gain(replay: Any) -> None:
    # 1,000 - 920 = 80, 8 % of what the advice cost; hindsight is no rule
    text = replay(
        [MODEL, rule("azure_1y", 920), rule("peak", 1500), rule("hindsight", 800), rule("x", 990)]
    )
    assert "azure_1y by 80 CNY (8.0%), and 1 more" in text
    assert "In 1 of 1 pool a peer rule would have cost less than the advice." in text
    assert "10 months from 2026-01, 5 months known before" in text
    lines = text.splitlines()[2:]
    assert [line.split()[0] for line in lines[:3]] == ["hindsight", "azure_1y", "x"]
    assert "* model" in text


def test_where_none_did_better_it_says_so(replay: Any) -> None:
    text = replay([MODEL, rule("peak", 1500), rule("hindsight", 800)])
    assert "No peer rule would have cost less than the advice." in text
    assert "In 0 of 1 pool" in text


def test_one_pool_is_asked_for_by_name_and_json_has_every_figure(replay: Any) -> None:
    other = "Cloud B/South/train/H100"
    rows = [MODEL, rule("peak", 900), MODEL | {"pool_id": other}, rule("peak", 1200, other)]
    found = json.loads(replay(rows, "--pool", other, "--json"))
    assert found["better_peers"] == {other: []}
    assert [row["cost_cny"] for row in found["policies"]] == ["1000.00", "1200.00"]
    with pytest.raises(UsageError, match="not replayed"):
        replay(rows, "--pool", "nowhere")


def test_nothing_replayed_says_what_is_needed(replay: Any) -> None:
    assert "6 complete months" in replay([])


def test_a_saving_of_nearly_nothing_has_no_sign(replay: Any) -> None:
    text = replay([MODEL | {"savings_ratio": -0.0003}])
    assert " 0.0%" in text
    assert "-0.0%" not in text
