"""Files of one bill that replace each other: said aloud, since money must not go in silence."""

import os
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.snapshot import require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from tests.fixture_types import WriteFile

Row = Callable[..., dict[str, str]]


def run(home: Path, *arguments: str) -> int:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)]).exit_code


def billed(home: Path) -> Decimal:
    with open_snapshot(require_current(Workspace(home)).path) as connection:
        return Decimal(query(connection, "SELECT sum(billed_amount) FROM core_charge_daily").item())


@pytest.fixture
def inbox(tmp_path: Path, write_file: WriteFile, row: Row) -> Path:
    """The inbox of a workspace, with the bills of two days: 7 and 8 yuan."""
    inbox = Workspace(tmp_path / "home").create().inbox
    for day, amount in ((1, "7"), (2, "8")):
        times = {
            "ChargePeriodStart": f"2026-05-0{day} 00:00:00",
            "ChargePeriodEnd": f"2026-05-0{day} 01:00:00",
        }
        path = write_file(f"daily-2026-05-0{day}.csv", [row("focus", BilledCost=amount, **times)])
        os.utime(shutil.copy(path, inbox), (1_780_000_000 + day,) * 2)
    return inbox


@pytest.mark.parametrize("command", ["load", "run"])
def test_daily_files_that_replace_each_other_are_named_with_the_remedy(
    command: str, inbox: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = inbox.parent
    assert run(home, command) == 0
    assert billed(home) == 8  # the file saved last holds for the month
    assert "daily-2026-05-01.csv: 7.00 CNY in 1 lines count no more" in caplog.text
    assert "--set delivery=NAME" in caplog.text


def test_the_remedy_helps_and_what_was_said_is_not_said_again(
    inbox: Path, write_file: WriteFile, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    home = inbox.parent
    run(home, "load")
    caplog.clear()
    run(home, "load", str(write_file("usage.csv", [row("usage")])))
    assert "count no more" not in caplog.text
    run(home, "load", "--set", "delivery=may", *map(str, inbox.iterdir()))
    assert billed(home) == 15  # 7 + 8
    assert "count no more" not in caplog.text
