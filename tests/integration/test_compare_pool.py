"""`suanli plan` and `suanli compare --pool` over a published snapshot, with plan files."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard import pipeline
from dashboard.cli import app
from data.plan_files import plan_files_hash
from data.settings import Settings
from data.snapshot import building
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.warehouse import append, open_snapshot, query
from data.workspace import Workspace
from models.marts import build_marts
from tests.core_rows import PRICE, USAGE
from tests.offers_by_mail import offer_by_mail

POOL_ID = "Cloud A/North/serve/H20"
RENT = PRICE | {
    "offer_id": "month",
    "cards": 8,
    "billing_mode": "monthly",
    "term_months": 1,
    "price": Decimal(28_800),
    "unit": "server_month",
}
OWN_FILE = offer_by_mail(
    "own rental",
    "server_rental",
    """
    match = { chip = "H20" }
    cards = 8
    fee = 18600
    term_months = 12
    included = { cabinet = true, power = true, network = true, operations = true }
    """,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of ten days of 8 cards at 10 yuan, a rent of 28,800 and one without its power."""
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")
    start = datetime(2024, 1, 1)  # noqa: DTZ001  naive UTC
    hours = [
        USAGE | {"hour_utc": start + timedelta(hours=n), "used_card_hours": 8.0} for n in range(240)
    ]
    prices = [PRICE, RENT, RENT | {"offer_id": "silent", "power_included": None}]
    with building(Workspace(tmp_path), keep=3) as build:
        create_tables(build.connection, TABLES)
        for name, rows in (("core_usage_hourly", hours), ("core_price", prices)):
            types = {column: at.dtype for column, at in CORE_TABLES[name].columns().items()}
            append(build.connection, name, pl.DataFrame(rows, schema=types))
        build_marts(build.connection, Settings(time_zone="UTC"), build.snapshot_id)
    return tmp_path


def _run(home: Path, *arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_plans_of_files_are_written_for_the_pools_that_they_suit(home: Path) -> None:
    (home / "plans").mkdir()
    (home / "plans" / "own.toml").write_text(OWN_FILE, "utf-8")
    _run(home, "plan")
    workspace, settings = Workspace(home), Settings(time_zone="UTC")
    current = pipeline.find_current(workspace)
    assert current is not None
    with open_snapshot(current.path, settings.memory_limit) as connection:
        rows = query(
            connection,
            "SELECT offer_id, billing_mode, best_units, best_saving_cny FROM out_break_even"
            " ORDER BY offer_id",
        ).rows()
    # By the hour 8 x 240 x 10 = 19,200. Ten of January's 31 days of 18,600 are 6,000; 28,800 of
    # 720 hours are 9,600 in 240.
    assert rows == [
        ("month", "monthly", 1, Decimal("9600.00")),
        ("own rental", "annual", 1, Decimal("13200.00")),
    ]


def test_the_command_line_sets_a_pool_s_plans_side_by_side(home: Path) -> None:
    document = _run(home, "compare", "--pool", POOL_ID, "--bill", "month")
    assert [(row["offer_id"], row["cost_cny"]) for row in document["plans"]] == [
        ("month", "9600.00"),
        ("on_demand", "19200.00"),
    ]
    assert document["plans"][0]["effective_cny_per_card_hour"] == "5.000000"  # 9,600 / 1,920
    assert document["refused"] == [{"plan_id": "silent", "missing": ["power_not_said"]}]
    assert document["ties"] == []
    assert [(line["line_kind"], line["amount_cny"]) for line in document["bill"]] == [
        ("fee", "9600.00"),
        ("covered", "0.00"),
    ]


def test_the_same_in_words(home: Path) -> None:
    result = CliRunner().invoke(app, ["compare", "--pool", POOL_ID, "--home", str(home)])
    assert "1 x month: 9,600.00 CNY, saving 9,600.00, 5.00 a card-hour, pays from 50.0% use" in (
        result.output
    )
    assert "not compared: silent: power_not_said" in result.output


@pytest.mark.parametrize(
    "arguments", [["--pool", "no/such/pool/H20"], ["--pool", POOL_ID, "--bill", "none"], []]
)
def test_what_is_not_there_is_wrong_usage(home: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["compare", *arguments, "--home", str(home)])
    assert getattr(result.exception, "exit_code", None) == 2


def test_a_plan_file_with_a_mistake_stops_the_plan_and_names_file_and_key(home: Path) -> None:
    (home / "plans").mkdir()
    (home / "plans" / "own.toml").write_text(OWN_FILE.replace("fee =", "fees ="), "utf-8")
    result = CliRunner().invoke(app, ["plan", "--home", str(home)])
    assert "own.toml" in str(result.exception)
    assert "fees: unknown key" in str(result.exception)


def test_a_changed_plan_file_is_another_basis(tmp_path: Path) -> None:
    assert plan_files_hash(tmp_path) == ""
    (tmp_path / "own.toml").write_text(OWN_FILE, "utf-8")
    before = plan_files_hash(tmp_path)
    (tmp_path / "own.toml").write_text(OWN_FILE.replace("18600", "18601"), "utf-8")
    assert len({before, plan_files_hash(tmp_path), ""}) == 3


def test_the_cost_of_a_month_s_days_is_the_month_s_bill(home: Path) -> None:
    workspace, settings = Workspace(home), Settings(time_zone="UTC")
    current = pipeline.find_current(workspace)
    assert current is not None
    with open_snapshot(current.path, settings.memory_limit) as connection:
        days = query(connection, "SELECT local_date, cost_cny FROM out_cost_daily").rows()
    assert len(days) == 10
    assert sum(cost for _, cost in days) == 19_200
    assert min(days)[0] == date(2024, 1, 1)


SAVING = offer_by_mail(
    "saving",
    "savings_plan",
    """
    commitment = 1
    term_months = 12
    prices = [{ chip = "H20", price = 4.5 }]
    """,
) + offer_by_mail(
    "leftovers",
    "spot",
    """
    match = { chip = "H20" }
    path = [{ at = 2023-01-01T00:00:00, price = 8 }]
    """,
)


def test_what_is_bought_is_named_by_its_unit_and_what_is_assumed_is_said(home: Path) -> None:
    # 8 cards at 4.5 are 36 an hour: 36 x 240 = 8,640. Spot: 1,920 card-hours at 8.
    (home / "plans").mkdir()
    (home / "plans" / "own.toml").write_text(SAVING, "utf-8")
    result = CliRunner().invoke(app, ["compare", "--pool", POOL_ID, "--home", str(home)])
    assert "36 an hour in saving: 8,640.00 CNY, saving 10,560.00" in result.output
    assert "\nleftovers: 15,360.00 CNY, saving 3,840.00" in result.output
    assert "assumed: leftovers: work lost to interruptions is not counted" in result.output
    document = _run(home, "compare", "--pool", POOL_ID)
    assert document["assumed"] == {"leftovers": ["lost_work_not_counted"]}
    planned = CliRunner().invoke(app, ["plan", "--home", str(home)])
    assert "36 of its currency an hour would have cost least" in planned.output
    bill = CliRunner().invoke(
        app, ["compare", "--pool", POOL_ID, "--bill", "saving", "--home", str(home)]
    )
    assert "8,640 CNY committed x 1 CNY = 8,640.00" in bill.output
