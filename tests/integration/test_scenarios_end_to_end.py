"""From a filled-in template to `suanli scenario`: what was planned is what is shown."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from tests.fixture_types import WriteFile

Row = Callable[..., dict[str, str]]
FIRST_DAY = date(2026, 2, 1)
DAYS = 20  # too few for more than the naive answer, whose paths of a constant series are constant


def run(home: Path, *arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_file: WriteFile, row: Row) -> Path:
    """20 days of 48 card-hours at 15.50 each, to 20 February; a campaign and a what-if."""
    monkeypatch.setenv("SUANLI_FORECAST_PATHS", "100")
    used = {
        "period": "day",
        "used_card_hours": "48",
        "useful_card_hours": "",
        "queued_card_hours": "0",
    }
    usage = [
        row("usage", start=f"{FIRST_DAY + timedelta(days=n)} 00:00", capacity_cards="", **used)
        for n in range(DAYS)
    ]
    campaign = row("campaign", start_date="2026-03-02", end_date="2026-03-15", cards="64")
    change = row("scenario", pool="train-a", start_date="2026-03-01", ramp_days="")
    folder = tmp_path / "home"
    files = {
        "usage.csv": usage,
        "prices.csv": [row("price_book", valid_from="2026-01-01")],
        "campaigns.csv": [campaign],
        "scenarios.csv": [change, row("scenario", scenario="none", pool="gone")],
    }
    run(folder, "load", *(str(write_file(name, rows)) for name, rows in files.items()))
    run(folder, "forecast")
    return folder


def march(home: Path, scenario: str, target: str) -> dict[str, Any]:
    document = run(home, "scenario", "show", scenario, "--target", target)
    [found] = [row for row in document["months"] if row["period_start"] == "2026-03-01"]
    assert isinstance(found, dict)
    return found


def test_what_was_planned_is_shown_beside_the_base(home: Path) -> None:
    usage, cost = (march(home, "expansion", target) for target in ("usage", "cost"))
    # March: 31 x 48 = 1,488 card-hours, a fifth more is 297.6; at 15.50 each 23,064 and 4,612.80.
    assert (usage["base_p50"], usage["difference_p50"]) == pytest.approx((1488, 297.6))
    assert (cost["base_p50"], cost["difference_p50"]) == pytest.approx((23064, 4612.8))
    campaign = march(home, "planned_campaigns", "demand")
    assert campaign["difference_p50"] == pytest.approx(64 * 24 * 14)
    cut = march(home, "price_steps_down", "cost")
    assert cut["difference_p50"] == pytest.approx(-0.44 * 23064)


def test_the_list_has_all_and_says_why_one_changes_nothing(home: Path) -> None:
    rows = run(home, "scenario", "list")["scenarios"]
    found = {row["scenario"]: (row["pools_changed"], row["note"]) for row in rows}
    assert found["expansion"] == (1, None)
    assert found["none"] == (0, "no_pool_in_scope")
    assert found["usd_up"] == (0, "not_in_this_currency")


def test_a_later_load_keeps_the_what_ifs_of_the_last_forecast(
    home: Path, write_file: WriteFile, row: Row
) -> None:
    before = run(home, "scenario", "show", "expansion")
    more = row("scenario", scenario="expansion", change="nothing of the kind", change_ratio="0.5")
    run(home, "load", str(write_file("later.csv", [more])))
    assert run(home, "scenario", "show", "expansion") == before
    run(home, "forecast")
    after = run(home, "scenario", "show", "expansion")
    assert [change["change"] for change in after["changes"]] == ["nothing of the kind"]


def test_computed_again_it_is_the_same_to_the_last_digit(home: Path) -> None:
    before = run(home, "scenario", "show", "planned_campaigns")
    run(home, "rebuild")
    assert run(home, "scenario", "show", "planned_campaigns") == before
