"""`suanli ladder` over a published snapshot: what it prints, and what it asks for."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.cli.buying import summary_of_due
from data.errors import UsageError
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_table
from data.warehouse import append
from data.workspace import Workspace
from tests.screens import ladder_rows as made

OTHER = made.OTHER_POOL
CONTRADICTION = {
    "kind": "limits_contradict",
    "severity": "warning",
    "pool_id": None,
    "start_utc": None,
    "end_utc": None,
    "hour_count": None,
    "detail": '{"missing": "tight"}',
    "snapshot_id": "s",
}


@pytest.fixture
def ladder(tmp_path: Path) -> Any:
    """Publish rows of tables, run the command, and give its text."""

    def run(rows: dict[str, list[dict[str, Any]]], *arguments: str, older: str = "") -> str:
        workspace = Workspace(tmp_path)
        with workspace.lock(), building(workspace, keep=1) as build:
            for name, schema in TABLES.items():
                create_table(build.connection, name, schema)
                if name in rows:
                    types = {n: c.dtype for n, c in schema.columns().items()}
                    append(build.connection, name, pl.DataFrame(rows[name], schema=types))
            build.connection.execute(older)
        result = CliRunner().invoke(app, ["ladder", *arguments, "--home", str(tmp_path)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def full() -> dict[str, list[dict[str, Any]]]:
    """A ladder of one pool with all that stands beside it, and another pool's months."""
    return {
        "out_ladder": [made.ending(), made.step(), made.later(), made.later() | {"units": 6.0}],
        "out_ladder_month": [made.month_ahead(month) for month in made.MONTHS]
        + [made.month_ahead(made.MONTHS[0], pool_id=OTHER)],
        "out_ladder_choice": made.choices(),
        "out_ladder_unit": [made.block()],
        "out_ladder_rejected": [made.rejected()],
        "out_ladder_limit": [
            made.limit(must_give=None),
            made.limit(must_give=None, month=date(2027, 1, 1), worth_cny=Decimal(15_000)),
        ],
        "out_ladder_wait": [made.wait()],
        "out_finding": [CONTRADICTION],
    }


def test_it_prints_what_is_due_what_may_follow_and_why(ladder: Any) -> None:
    text = ladder(full())
    due, later = text.split("Later, as it looks today")
    assert "by 2026-11-28 buy 12 units of server-year, 2026-12-01 to 2027-11-30" in due
    assert "48,000.00 CNY each a month, 6,912,000 in all, saves 1,400,000 (83% of scenarios" in due
    assert "[price_book: prices.csv line 7]" in due
    assert "let run out 4 units of contract" in due
    assert "month by month 4 to 6 units of server-month" in later
    assert "pay as you go: 10,400,000 CNY, saves 0.0%" in later
    assert "units 9 to 12: ran 6,100 h in the last 12 months" in later
    assert "pays from 3,840; saves 81,000 CNY (87%)" in later
    assert "server-two-years: dearer, one would add 52,000 CNY, pays below 41,500.00" in later
    said = "imported, 2 months from 2026-12: one server more throughout saves 27,000.00 CNY in all"
    assert said in later
    assert "waiting costs 110,000 CNY" in later
    assert "the limit tight cannot be held with the others" in later


def test_one_pool_is_asked_for_by_name_and_json_has_every_row(ladder: Any) -> None:
    found = json.loads(ladder(full(), "--pool", made.POOL_ID, "--json"))
    assert len(found["ladder"]) == 4
    assert len(found["months"]) == len(made.MONTHS)
    assert found["ladder"][1]["commitment_cny"] == "6912000.00"
    other = json.loads(ladder(full(), "--pool", OTHER, "--json"))
    assert (other["ladder"], len(other["months"])) == ([], 1)
    with pytest.raises(UsageError, match="Nothing is known"):
        ladder(full(), "--pool", "nowhere")


def test_money_that_pools_share_is_told_to_each_of_them(ladder: Any) -> None:
    rows = full() | {"out_ladder_shared": [made.shared()]}
    text = ladder(rows)
    assert "savings-plan: by 2026-11-28 400 of its currency an hour" in text
    assert "94.7% used, pays from 66.7%, saves 1,453,000 CNY, 183,000 unused" in text
    for pool in (made.POOL_ID, OTHER):
        assert "Money committed together:" in ladder(rows, "--pool", pool)


def test_a_limit_that_must_give_says_by_how_much(ladder: Any) -> None:
    gap = made.limit(limit_name="tight", unit="CNY", worth_cny=None, must_give=30_000.0)
    assert "tight in 2026-12 must give 30,000.00 CNY" in ladder({"out_ladder_limit": [gap]})


def test_a_snapshot_from_before_noise_was_told_still_prints(ladder: Any) -> None:
    older = "ALTER TABLE out_ladder_wait DROP COLUMN within_noise"
    older += "; DROP TABLE out_ladder_shared"
    assert "waiting costs 110,000 CNY" in ladder({"out_ladder_wait": [made.wait()]}, older=older)


def test_where_nothing_is_advised_it_says_why(ladder: Any) -> None:
    left = CONTRADICTION | {
        "kind": "no_advice",
        "severity": "info",
        "pool_id": made.POOL_ID,
        "detail": '{"missing": "no_price"}',
    }
    text = ladder({"out_finding": [left]})
    assert "Nothing is due." in text
    assert f"{made.POOL_ID}: it has no pay-as-you-go price" in text


def test_a_savings_plan_that_serves_no_pool_advised_is_named(ladder: Any) -> None:
    unserved = {"kind": "plan_serves_nothing", "detail": '{"missing": "sp-2"}'}
    text = ladder({"out_finding": [CONTRADICTION | unserved]})
    assert "the savings plan sp-2 serves no pool advised: not counted" in text


@pytest.mark.parametrize(
    ("due", "told"), [("1442480.0", "1,442,480 CNY"), ("null", "what is not known")]
)
def test_what_would_be_due_of_an_agreement_in_hand_is_told(
    due: str, told: str, ladder: Any
) -> None:
    facts = f'{{"offer_id": "ag-1", "due_cny": {due}}}'
    text = ladder({"out_finding": [CONTRADICTION | {"kind": "agreement_in_hand", "detail": facts}]})
    assert f"of the agreement ag-1 {told} would be due at its end: not weighed" in text


def test_what_is_due_is_told_in_a_line_by_other_commands() -> None:
    rows = [made.step(), made.ending(), made.step(action="extend", saving_cny=None)]
    # Two purchases of 12 x 12 x 48,000 = 6,912,000, one of which saves 1,400,000.
    assert summary_of_due(rows) == [
        "Due now: 2 to sign, 13,824,000 CNY in all, saving 1,400,000; 1 contracts to let run out:"
        " `suanli ladder`."
    ]
    assert summary_of_due([]) == []
