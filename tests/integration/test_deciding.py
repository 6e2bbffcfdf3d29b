"""Deciding on an advice, from the command line to the log and the next snapshot."""

from pathlib import Path

import polars as pl
import pytest

from data.planning.store import read_entries
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append as append_rows
from data.workspace import Workspace
from tests.fixture_types import MakeRow, WriteFile
from tests.integration.published import load, rows, run
from tests.screens.ladder_rows import ending, later, step

ADVICE = "Cloud A/North/serve/H20|buy|server-year|2026-11#1"


@pytest.fixture
def advised(workspace: Workspace) -> Path:
    """A snapshot with one purchase due, a contract to let end, and a purchase to come."""
    with building(workspace, keep=3) as build:
        create_tables(build.connection, TABLES)
        types = {n: c.dtype for n, c in TABLES["out_ladder"].columns().items()}
        given = [step(), ending(), later()]
        append_rows(build.connection, "out_ladder", pl.DataFrame(given, schema=types))
    return workspace.home


def test_an_advice_is_accepted_and_is_no_longer_due(advised: Path) -> None:
    code, before = run(advised, "decision", "list")
    assert code == 0
    assert [row["offer_id"] for row in before["due"]] == ["server-year", "contract"]
    said = ("--owner", "procurement", "--reason", "it pays", "--deadline", "2026-11-27")
    code, kept = run(advised, "decision", "accept", "server-year", *said)
    assert (code, kept["values"]["verdict"], kept["values"]["units"]) == (0, "accepted", "12.0")
    assert kept["values"]["decision_id"] == ADVICE
    assert kept["values"]["expected_saving_cny"] == "1400000.00"
    _, after = run(advised, "decision", "list")
    assert [row["offer_id"] for row in after["due"]] == ["contract"]
    assert [entry["values"]["owner"] for entry in after["kept"]] == ["procurement"]


def test_an_advice_is_changed_or_rejected_with_the_advice_as_it_was(advised: Path) -> None:
    who = ("--owner", "procurement", "--reason", "half first")
    code, kept = run(advised, "decision", "change", ADVICE, *who, "--set", "units=6")
    assert code == 0
    assert (kept["values"]["units"], kept["values"]["advised_units"]) == ("6", "12.0")
    _, kept = run(advised, "decision", "reject", "contract", *who)
    assert (kept["values"]["units"], kept["values"]["advised_units"]) == ("0", "4.0")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("accept", "nothing", "--owner", "capacity", "--reason", "x"), 2, "server-year"),
        (("accept", "|", "--owner", "capacity", "--reason", "x"), 2, "2 open decisions"),
        (("accept", ADVICE, "--owner", "capacity", "--reason", " "), 3, "reason: is empty"),
        (("change", ADVICE, "--owner", "L", "--reason", "x", "--set", "units=-1"), 3, "units"),
        (("change", ADVICE, "--owner", "L", "--reason", "x", "--set", "chip=H100"), 2, "chip"),
        (
            ("accept", ADVICE, "--owner", "capacity", "--reason", "x", "--deadline", "soon"),
            2,
            "soon",
        ),
    ],
)
def test_what_cannot_be_decided_is_named_and_nothing_is_kept(
    arguments: tuple[str, ...], code: int, said: str, advised: Path
) -> None:
    found, message = run(advised, "decision", *arguments)
    assert found == code
    assert said in message
    assert read_entries(Workspace(advised)) == []


def test_a_decision_can_be_taken_back_and_the_history_keeps_both(advised: Path) -> None:
    run(advised, "decision", "accept", ADVICE, "--owner", "capacity", "--reason", "x")
    code, _ = run(advised, "decision", "undo", "1", "--who", "finance")
    assert code == 0
    _, document = run(advised, "decision", "list")
    assert len(document["due"]) == 2
    _, document = run(advised, "decision", "history")
    assert [(row["who"], row["entered_action"]) for row in document["entries"]] == [
        ("finance", "undo"),
        ("capacity", "set"),
    ]


def test_exported_decisions_load_in_another_workspace(advised: Path, tmp_path: Path) -> None:
    run(advised, "decision", "accept", ADVICE, "--owner", "=capacity", "--reason", "x")
    file, elsewhere = tmp_path / "decisions.csv", Workspace(tmp_path / "elsewhere")
    assert run(advised, "decision", "export", "--out", str(file))[1]["rows"] == 1
    assert "'=capacity" in file.read_text("utf-8")
    load(elsewhere, file)
    assert rows(elsewhere, "SELECT decision_id FROM core_decision") == [(ADVICE,)]


def test_a_decision_is_in_the_next_snapshot_with_what_came_of_it(
    advised: Path, row: MakeRow, write_file: WriteFile
) -> None:
    run(advised, "decision", "accept", ADVICE, "--owner", "capacity", "--reason", "x")
    workspace = Workspace(advised)
    load(workspace, write_file("budget.csv", [row("budget")]))
    assert rows(workspace, "SELECT verdict, line_number FROM core_decision") == [("accepted", 1)]
    assert rows(workspace, "FROM out_decision_outcome") == []  # nothing was measured
