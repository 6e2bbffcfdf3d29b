"""Data health on a file that was judged where it lies: its accounts, and the way back to it."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.cli import app as command_line
from tests.screens.opening import at_address


@pytest.fixture
def app(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_file: Callable[..., Path],
    row: Callable[..., dict[str, str]],
) -> AppTest:
    """The screen on a bill of 10 + 2 + 1,000,000 CNY, and of a line whose 1O is no number."""
    costs = ("10", "2", "1E6", "1O")
    path = write_file("bill.csv", [row("focus", BilledCost=cost) for cost in costs])
    home = tmp_path / "home"
    monkeypatch.setattr("etl.large.LARGE_BYTES", 0)
    loaded = CliRunner().invoke(command_line, ["load", str(path), "--home", str(home)])
    assert loaded.exit_code == 0, loaded.output
    assert list((home / "landing").glob("*.kept.parquet"))
    monkeypatch.setenv("SUANLI_HOME", str(home))
    return at_address("data-health", lang="en", trace="core_charge_daily")


def table(app: AppTest, column: str) -> list[dict[str, Any]]:
    [shown] = [s.value for s in app.dataframe if column in s.value.columns]
    return [dict(row) for row in shown.to_dict("records")]


def test_the_accounts_of_a_large_load_add_up_and_its_rows_lead_to_their_lines(app: AppTest) -> None:
    text = "\n".join(element.value for element in [*app.markdown, *app.caption])
    assert "4 rows read = 3 loaded + 1 rejected + 0 duplicate" in text
    billed = next(m for m in table(app, "amount_not_in_core") if m["measure"] == "billed")
    assert billed["amount_in_core"] == Decimal(1_000_012)
    assert billed["amount_not_in_core"] == 0
    [rejected] = table(app, "row")
    assert (rejected["line_number"], rejected["value"]) == (5, "1O")
    [traced] = table(app, "lines")
    assert (traced["lines"], traced["file_name"]) == ("2, 3, 4", "bill.csv")
    assert traced["all_lines_known"]
