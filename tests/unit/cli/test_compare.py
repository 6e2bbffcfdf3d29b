"""`suanli compare`: the seed articles' question answered from the shell (PROCUREMENT's E1b)."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_60k_server_against_35_yuan_breaks_even_at_29_76_percent() -> None:
    # 60,000 / (8 cards x 35) = 214.2857 h; 214.2857 / 720 h = 29.76 %
    output = run("--rent", "60000", "--cards", "8", "--payg", "35")
    assert "pays above 29.76% use (214.3 of 720 hours a month)" in output


def test_with_730_hours_it_breaks_even_at_29_35_percent() -> None:
    # 214.2857 h / 730 h = 29.35 %
    output = run("--rent", "60000", "--payg", "35", "--hours-per-month", "730")
    assert "29.35%" in output


@pytest.mark.parametrize(
    ("cards", "payg", "needed"),
    [
        ("8", "7.8", "133.55%"),  # 60,000 / (8 x 7.8 x 720) = 1.33547
        ("1", "35", "238.10%"),  # 60,000 / (1 x 35 x 720) = 2.38095
    ],
)
def test_the_rental_never_pays_when_it_would_need_more_hours_than_there_are(
    cards: str, payg: str, needed: str
) -> None:
    output = run("--rent", "60000", "--cards", cards, "--payg", payg)
    assert f"never pays: it would need {needed} use" in output


def test_scripts_get_exact_numbers() -> None:
    document = json.loads(run("--rent", "60000", "--payg", "35", "--json"))
    assert document["pays"] is True
    assert document["break_even_utilisation_ratio"].startswith("0.2976190476")


@pytest.mark.parametrize("bad", ["x", "-1", "0", "nan", "inf"])
def test_an_impossible_number_is_wrong_usage(bad: str) -> None:
    result = CliRunner().invoke(app, ["compare", "--rent", bad, "--payg", "35"])
    assert getattr(result.exception, "exit_code", None) == 2
