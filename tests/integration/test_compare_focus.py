"""`suanli compare --bill` as it was used, and as a FOCUS file that loads back; what is refused."""

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
from data.settings import Settings
from data.snapshot import building
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.warehouse import append, open_snapshot, query
from data.workspace import Workspace
from models.marts import build_marts
from tests.core_rows import PRICE, USAGE
from tests.integration.test_compare_pool import POOL_ID, RENT, home

__all__ = ["home"]

START = datetime(2024, 1, 1)  # noqa: DTZ001  naive UTC

SUMS = (
    "SELECT charge_category AS category, commitment_status AS status,"
    " sum(billed_amount) AS billed, sum(effective_amount) AS effective"
    " FROM core_charge_daily GROUP BY ALL ORDER BY category, status NULLS FIRST"
)


def run(where: Path, *arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--home", str(where), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def publish(where: Path, cards: list[float], *prices: dict[str, Any]) -> None:
    """A pool's hours and a price book as a snapshot."""
    hours = [
        USAGE | {"hour_utc": START + timedelta(hours=n), "used_card_hours": used}
        for n, used in enumerate(cards)
    ]
    with building(Workspace(where), keep=3) as build:
        create_tables(build.connection, TABLES)
        for name, rows in (("core_usage_hourly", hours), ("core_price", list(prices))):
            types = {column: at.dtype for column, at in CORE_TABLES[name].columns().items()}
            append(build.connection, name, pl.DataFrame(rows, schema=types))
        build_marts(build.connection, Settings(time_zone="UTC"), build.snapshot_id)


@pytest.fixture
def half_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten days: 8 cards and then 2 a half of them each; an hour of 10 yuan, a rent of 28,800."""
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")
    publish(tmp_path, [9.0] * 120 + [2.0] * 120, PRICE, RENT)
    return tmp_path


def test_a_bill_leaves_as_focus_and_comes_back_through_the_adapter(
    half_used: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # 28,800 of 720 h are 9,600 in 240 h: 40 an hour for 8 cards, 5 a card-hour. Used 8 x 120 +
    # 2 x 120 = 1,200 card-hours (6,000), idle 6 x 120 = 720 (3,600); 120 beyond at 10: 1,200.
    file = half_used / "month.csv"
    document = run(half_used, "compare", "--pool", POOL_ID, "--bill", "month", "--focus", str(file))
    assert document["focus_file"] == str(file)
    other = tmp_path_factory.mktemp("other")
    loaded = CliRunner().invoke(app, ["load", str(file), "--home", str(other), "--strict"])
    assert loaded.exit_code == 0, loaded.output
    current = pipeline.find_current(Workspace(other))
    assert current is not None
    with open_snapshot(current.path, Settings().memory_limit) as connection:
        rows = query(connection, SUMS).rows()
        [where] = query(
            connection, "SELECT DISTINCT provider, currency FROM core_charge_daily"
        ).rows()
    assert rows == [
        ("Purchase", None, 9_600, 0),
        ("Usage", None, 1_200, 1_200),
        ("Usage", "Unused", 0, 3_600),
        ("Usage", "Used", 0, 6_000),
    ]
    assert where == ("Cloud A", "CNY")


def test_the_bill_as_used_parts_the_fee_into_used_and_idle(half_used: Path) -> None:
    document = run(half_used, "compare", "--pool", POOL_ID, "--bill", "month", "--effective")
    assert [
        (row["line_kind"], row["billed_amount"], row["effective_amount"])
        for row in document["effective"]
    ] == [
        ("fee", "9600.00", "0.00"),
        ("covered", "0.00", "6000.00"),
        ("unused", "0.00", "3600.00"),
        ("usage", "1200.00", "1200.00"),
    ]
    assert "bill" not in document
    shown = CliRunner().invoke(
        app,
        ["compare", "--pool", POOL_ID, "--bill", "month", "--effective", "--home", str(half_used)],
    )
    assert "reserved: not used: 720 card-hours  billed 0.00 CNY, effective 3,600.00 CNY" in (
        shown.output
    )


@pytest.mark.parametrize("arguments", [["--effective"], ["--focus", "x.csv"]])
@pytest.mark.parametrize("of", [["--pool", POOL_ID], ["--rent", "60000", "--payg", "35"]])
def test_a_view_of_no_bill_is_wrong_usage(home: Path, arguments: list[str], of: list[str]) -> None:
    result = CliRunner().invoke(app, ["compare", *of, *arguments, "--home", str(home)])
    assert getattr(result.exception, "exit_code", None) == 2
    assert "--bill" in str(result.exception)


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        ([PRICE | {"currency": "USD"}], "no_exchange_rate"),
        ([PRICE | {"unit": "server_month"}], "on_demand_price_not_hourly"),
        ([PRICE, PRICE | {"offer_id": "other", "price": Decimal(11)}], "ambiguous_on_demand_price"),
        ([PRICE | {"price": Decimal(0)}], "price_of_zero"),
        ([RENT], "no_on_demand_price"),
    ],
)
def test_a_pool_that_cannot_be_priced_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prices: list[dict[str, Any]], why: str
) -> None:
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")
    publish(tmp_path, [8.0] * 24, *prices)
    result = CliRunner().invoke(app, ["compare", "--pool", POOL_ID, "--home", str(tmp_path)])
    assert f"({why})" in str(result.exception)


QUOTE = (
    "observed_on,market,region,chip,cards,billing_mode,term_months,price,currency,unit,"
    "tax_included,power_included,network_included,cabinet_included,grade,source,note\n"
    "2023-12-10,Broker Z,CN,H20,,annual,12,80000,CNY,,,,,,C,made up,\n"
    "2023-12-10,Broker Y,CN,H20,8,annual,12,80000,CNY,server_month,,,,,C,made up,\n"
    "2023-12-10,Elsewhere,CN,H100 SXM5,8,annual,12,80000,CNY,server_month,,,,,C,made up,\n"
)
BOOK = (
    "offer_id,valid_from,valid_to,provider,region,chip,cards,billing_mode,term_months,price,"
    "currency,unit,tax_included,tax_rate,power_included,network_included,cabinet_included,source\n"
    "hour,2023-01-01,,Cloud A,North,H20,1,on_demand,0,10,CNY,card_hour,true,0.06,true,,,made up\n"
    "bare,2023-01-01,,Cloud A,North,H20,,annual,12,60000,CNY,,,0.06,,,,made up\n"
    "south,2023-01-01,,Cloud A,South,H20,,annual,12,60000,CNY,,,0.06,,,,made up\n"
)
USE = (
    "start,period,provider,region,pool,chip,project,workload_class,used_card_hours,"
    "useful_card_hours,queued_card_hours,capacity_cards,time_zone\n"
)


def test_offers_turned_away_at_loading_are_listed_with_all_that_they_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")
    inbox = tmp_path / "given"
    inbox.mkdir()
    (inbox / "quotes.csv").write_text(QUOTE, "utf-8")
    (inbox / "book.csv").write_text(BOOK, "utf-8")
    hours = [
        f"2024-01-01 {hour:02}:00,hour,Cloud A,North,serve,H20,search,inference,8,,,,UTC\n"
        for hour in range(24)
    ]
    (inbox / "use.csv").write_text(USE + "".join(hours), "utf-8")
    CliRunner().invoke(app, ["load", str(inbox), "--home", str(tmp_path)])
    document = run(tmp_path, "compare", "--pool", POOL_ID)
    assert document["window"] == [date(2024, 1, 1).isoformat()] * 2
    assert document["refused"] == [
        {
            "plan_id": "bare (book.csv, line 3)",
            "missing": ["unit", "cards", "tax_included", "power_included"],
        },
        {
            "plan_id": "Broker Z (quotes.csv, line 2)",
            "missing": ["unit", "cards", "tax_included", "power_included"],
        },
        {
            "plan_id": "Broker Y (quotes.csv, line 3)",
            "missing": ["tax_included", "power_included"],
        },
    ]
