"""`suanli capacity` and `suanli chips`: what they print, as text and as JSON."""

import json
from collections.abc import Callable
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
from tests.screens import capacity_rows as made

Publish = Callable[[dict[str, list[dict[str, Any]]]], None]
OTHER = "Cloud B/West/train/H100"


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publish rows as this test's own workspace."""
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))

    def publish(rows: dict[str, list[dict[str, Any]]]) -> None:
        with building(Workspace(tmp_path), keep=3) as build:
            create_tables(build.connection, TABLES)
            for name, given in rows.items():
                types = {column: at.dtype for column, at in TABLES[name].columns().items()}
                append(build.connection, name, pl.DataFrame(given, schema=types))

    return publish


def suanli(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return str(result.stdout)


def test_capacity_says_when_cards_run_short_and_what_comes_before_buying(publish: Publish) -> None:
    publish(made.capacity_rows())
    text = suanli("capacity")
    assert (
        "serve/H20: short from 2027-03-12, 6 cards missing; order by 2027-02-11 at 1 months of"
        " delivery; 1 servers of server-annual cost 60,000.00 CNY a month"
    ) in text
    assert "contracts 75% used" in text
    assert "ten points more utilisation of contract cards: 60,000.00 CNY, 8 cards free" in text
    assert "serve/H20, ads: 3,600 card-hours a month, 33.0% of its training" in text
    document = json.loads(suanli("capacity", "--json"))
    assert [len(document[name]) for name in ("orders", "use", "gains", "movable")] == [1] * 4
    assert document["orders"][0]["possible_short_from"] == "2027-03-12"


def test_capacity_says_short_now_overdue_held_and_enough(publish: Publish) -> None:
    now = made.orders(
        pool_id=OTHER, short_from=date(2026, 11, 16), is_overdue=True, is_extended=True,
        cause="contract_ends",
    )  # fmt: skip
    calm = made.orders(pool_id="a/b/c/d", **made.ENOUGH)
    publish({"out_capacity_order": now + calm})
    text = suanli("capacity")
    assert "train/H100: short now, when a contract ends (demand held as at the forecast's" in text
    assert "order by 2027-02-11 (over)" in text
    assert "a/b/c/d: enough cards in all 52 weeks ahead" in text


def test_a_pool_without_cards_is_told_as_one(publish: Publish) -> None:
    none = made.use(pool_id=OTHER, utilisation_ratio=None, contract_utilisation_ratio=None)
    publish({"out_capacity_use": [none]})
    assert f"{OTHER}: no cards are measured or under contract\n" in suanli("capacity")


def test_capacity_of_one_pool_and_of_one_that_is_not_there(publish: Publish) -> None:
    rows = made.capacity_rows()
    rows["out_capacity_use"].append(made.use(pool_id=OTHER))
    publish(rows)
    assert OTHER not in suanli("capacity", "--pool", made.POOL_ID)
    with pytest.raises(UsageError, match="Nothing is known of the cards of the pool nope"):
        suanli("capacity", "--pool", "nope")


def test_capacity_of_nothing_says_what_to_load(publish: Publish) -> None:
    publish({})
    assert "load usage with its capacity" in suanli("capacity")


def test_chips_ranks_by_useful_pflop_hour_at_an_efficiency(publish: Publish) -> None:
    domestic = made.chip("Ascend 910C", 500.0, origin="domestic")
    publish(
        {
            "core_chip": [made.chip(), domestic],
            "core_price": [made.price(rent=57_600), made.price("Ascend 910C", 23_040)],
        }
    )
    # 10 / 0.9; 4 / (0.5 x 0.8), at 0.7 11.43
    text = suanli("chips")
    assert "Ascend 910C (domestic): 10.00 CNY per useful PFLOP-hour at 80% of 500" in text
    assert text.index("910C") < text.index("H100")
    found = json.loads(suanli("chips", "--efficiency", "0.7", "--precision", "fp16", "--json"))
    assert [row["chip"] for row in found["chips"]] == ["H100 SXM5", "Ascend 910C"]
    assert found["chips"][1]["cny_per_useful_pflop_hour"] == "11.428571"


def test_chips_without_a_price_says_what_to_load(publish: Publish) -> None:
    publish({})
    assert "load a price book or quotes" in suanli("chips")


def test_chips_answers_e8_without_any_data() -> None:
    rents = ("--imported-rent", "60000", "--domestic-rent", "30000", "--hours-per-month", "730")
    text = suanli("chips", *rents)
    assert "Imported 11.4155, domestic 14.2694" in text
    assert "below a rent of 24,000.00 CNY a month" in text
    cheap = suanli("chips", *rents[:2], "--domestic-rent", "20000", "--ratio", "0.45")
    assert "domestic is cheaper" in cheap
    assert "moving may cost up to 48,000.00 CNY a server" in cheap
    assert "from 66.7% efficiency on" in cheap
    assert json.loads(suanli("chips", *rents, "--json"))["cheaper"] == "imported"


def test_chips_compares_two_rents_or_none() -> None:
    with pytest.raises(UsageError, match="Two rents are compared"):
        suanli("chips", "--imported-rent", "60000")
