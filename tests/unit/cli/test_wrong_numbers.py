"""Numbers and names that mean nothing are refused in words, with exit code 2."""

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import UsageError


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "--rent", "1e4000000", "--payg", "35"], "--rent"),
        (["compare", "--rent", "60000", "--payg", "1e-300"], "--payg"),
        (["training", "weather", "--price", "inf"], "A card-hour cannot cost inf"),
        (["training", "weather", "--price", "0"], "A card-hour cannot cost 0"),
        (["decision", "history", "--kind", "budgets"], "There is no kind 'budgets'"),
    ],
)
def test_what_no_price_or_name_can_be_is_refused(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)


@pytest.mark.parametrize(
    ("option", "number"),
    [
        ("--months", "100000"),
        ("--price", "1e300"),
        ("--rate", "1e300"),
        ("--servers", "1" + "0" * 30),
        ("--hours-per-month", "7200"),
    ],
)
def test_numbers_beyond_all_use_are_refused_before_anything_is_computed(
    option: str, number: str
) -> None:
    asked = {"--price": "2400000", "--rent": "60000"} | {option: number}
    arguments = [text for pair in asked.items() for text in pair]
    result = CliRunner().invoke(app, ["own", *arguments])
    assert result.exit_code == 2
    assert option in result.output
