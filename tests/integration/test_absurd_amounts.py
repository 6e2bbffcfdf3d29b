"""One absurd amount never keeps a run from publishing: it is rejected, and the rest is computed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from tests.fixture_types import MakeRow, WriteFile

# A source, what its absurd row says, what the largest one says that is let in.
ABSURD: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "price_book": ({"price": "999999999999"}, {"price": "1000000000", "currency": "USD"}),
    "contract": (
        {"fee_per_server_month": "9999999999999999"},
        {"fee_per_server_month": "1000000000", "currency": "USD"},
    ),
    "budget": ({"amount": "9999999999999999"}, {"amount": "1000000000000", "currency": "USD"}),
    "rental_quote": ({"price": "999999999999"}, {"price": "1000000000"}),
}
OTHER_KEY = {
    "price_book": {"offer_id": "other"},
    "contract": {"commitment_id": "other"},
    "budget": {"month": "2026-04-01"},
    "rental_quote": {"market": "other"},
}


@pytest.mark.parametrize("source", ABSURD)
def test_an_absurd_amount_is_rejected_and_the_largest_sound_one_is_computed(
    source: str, row: MakeRow, write_file: WriteFile, tmp_path: Path
) -> None:
    absurd, largest = ABSURD[source]
    hours = [{"start": f"2026-03-02 {hour:02}:00", "used_card_hours": "64"} for hour in range(24)]
    files = [
        write_file("usage.csv", [row("usage", **hour) for hour in hours]),
        write_file("rates.csv", [row("ecb_rates", CNY="8.00")]),
        write_file("a.csv", [row(source, **largest), row(source, **absurd, **OTHER_KEY[source])]),
    ]
    home = ["--home", str(tmp_path / "home"), "--json"]
    result = CliRunner().invoke(app, ["load", *map(str, files), *home])
    assert result.exit_code == 0, result.output
    assert '"rejected": 1' in result.stdout
    assert '"published": true' in result.stdout
