"""`suanli units` and `suanli tokens` over a published snapshot."""

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

POOL = {
    "month": date(2026, 10, 1),
    "pool_id": "Cloud A/North/serve/H20",
    "chip": "H20",
    "days_priced": 31,
    "days_in_month": 31,
    "cost_cny": Decimal("480.00"),
    "used_card_hours": 48.0,
    "useful_card_hours": 40.0,
    "cny_per_card_hour": Decimal(10),
    "cny_per_useful_card_hour": Decimal(12),
    "fp16_dense_tflops": None,
    "cny_per_peak_pflop_hour": None,
    "tax_basis": "included",
    "snapshot_id": "s",
}
# 3 M tokens for 60 yuan: 20 a million
TOKENS = {
    "local_date": date(2026, 10, 1),
    "provider": "Seller",
    "model": "chat",
    "project": "search",
    "input_tokens": 2_000_000,
    "cached_input_tokens": 0,
    "output_tokens": 1_000_000,
    "cost_cny": Decimal("60.00"),
    "cny_per_million_tokens": Decimal(20),
    "price_gap": None,
    "price_source": "made up for a test",
    "tax_basis": "included",
    "snapshot_id": "s",
}
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def suanli(tmp_path: Path) -> Any:
    """Publish rows of tables, run a command on them, and give its text."""

    def run(rows: Rows, *arguments: str) -> str:
        workspace = Workspace(tmp_path)
        with workspace.lock(), building(workspace, keep=1) as build:
            create_tables(build.connection, TABLES)
            for name, found in rows.items():
                types = {n: column.dtype for n, column in TABLES[name].columns().items()}
                append(build.connection, name, pl.DataFrame(found, schema=types))
        result = CliRunner().invoke(app, [*arguments, "--home", str(tmp_path)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def test_the_latest_month_is_shown_and_what_is_not_known_is_a_question(suanli: Any) -> None:
    older = POOL | {"month": date(2026, 9, 1), "cost_cny": Decimal("1.00")}
    text = suanli({"out_unit_cost": [older, POOL]}, "units")
    assert "2026-10  Cloud A/North/serve/H20: 10.00 a card-hour, 12.00 a useful one, ? " in text
    assert "2026-09" not in text


def test_another_month_is_asked_for_by_name(suanli: Any) -> None:
    rows = {"out_unit_cost": [POOL]}
    found = json.loads(suanli(rows, "units", "--month", "2026-10", "--json"))
    assert found["pools"][0]["cost_cny"] == "480.00"
    assert suanli(rows, "units", "--month", "2026-08") == "nothing is priced\n"
    with pytest.raises(UsageError, match="2026-13"):
        suanli(rows, "units", "--month", "2026-13")


def test_tokens_against_a_server_of_ones_own(suanli: Any) -> None:
    # A server at 72,000 a month (720 h) costs 2,400 a day; 4,000 tokens a second at half load are
    # 172.8 M a day: 13.8889 a million. At 20 it pays from 2,400 / 20 = 120 M tokens a day.
    arguments = ("--server-month", "72000", "--tokens-per-second", "4000", "--json")
    [found] = json.loads(suanli({"out_token_cost_daily": [TOKENS]}, "tokens", *arguments))["models"]
    assert (found["tokens_per_day"], found["cny_per_million_tokens"]) == (3_000_000, "20.000000")
    own = found["self_hosting"]
    assert own["self_hosted_cny_per_million_tokens"] == "13.888889"
    assert Decimal(own["pays_from_tokens_per_day"]) == 120_000_000


def test_a_server_dearer_than_the_tokens_never_pays(suanli: Any) -> None:
    text = suanli(
        {"out_token_cost_daily": [TOKENS]},
        *("tokens", "--server-month", "72000", "--tokens-per-second", "1000"),
    )
    assert "serving oneself never pays" in text


def test_a_model_with_a_day_that_is_not_priced_has_no_rate(suanli: Any) -> None:
    unpriced = TOKENS | {
        "local_date": date(2026, 10, 2),
        "cost_cny": None,
        "cny_per_million_tokens": None,
        "price_gap": "no_price",
    }
    text = suanli({"out_token_cost_daily": [TOKENS, unpriced]}, "tokens")
    assert "not priced: no_price" in text


def test_days_older_than_30_do_not_count(suanli: Any) -> None:
    old = TOKENS | {"local_date": date(2026, 9, 1), "cost_cny": Decimal("6000.00")}
    text = suanli({"out_token_cost_daily": [old, TOKENS]}, "tokens")
    assert "3,000,000 tokens a day, 20.0000 CNY" in text


def test_half_a_server_is_refused_and_nothing_loaded_is_said(suanli: Any) -> None:
    with pytest.raises(UsageError, match="a cost and a throughput"):
        suanli({}, "tokens", "--server-month", "72000")
    assert suanli({}, "tokens") == "no tokens of hosted models are loaded\n"
