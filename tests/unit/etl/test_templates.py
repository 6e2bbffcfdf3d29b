"""Templates come from the contracts themselves, and say for every column what belongs there."""

from pathlib import Path

import dataframely as dy
import pytest

from data.errors import UsageError
from etl.expecting import expectation
from etl.sources import named_source
from etl.templates import template_columns, write_template

TEMPLATES = (
    "usage",
    "token_usage",
    "price_book",
    "rental_quote",
    "contract",
    "savings_plan",
    "spend_agreement",
    "budget",
    "campaign",
    "job_log",
    "event",
    "project",
    "scenario",
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_the_contracts_columns_in_their_order(name: str, tmp_path: Path) -> None:
    header = write_template(name, tmp_path / "t.csv").read_text("utf-8")
    expected = [n for n in named_source(name).contract.columns() if n != "line_number"]
    assert header == ",".join(expected) + "\n"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_column_says_what_is_expected_and_what_it_means(name: str) -> None:
    columns = template_columns(named_source(name))
    assert columns.columns == ["column", "required", "expected", "meaning"]
    assert columns.filter((columns["expected"] == "") | (columns["meaning"] == "")).is_empty()


def test_required_is_what_may_not_be_empty() -> None:
    columns = template_columns(named_source("usage"))
    optional = columns.filter(~columns["required"])["column"].to_list()
    assert optional == ["useful_card_hours", "queued_card_hours", "capacity_cards"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (dy.Float64(), "a number"),
        (dy.Int64(min=1), "a whole number of at least 1"),
        (dy.Float64(min=0, max=5), "a number of at least 0 of at most 5"),
        (dy.Decimal(18, 6, min_exclusive=0), "a number above 0, with at most 6 decimals"),
        (dy.Date(), "a date as YYYY-MM-DD"),
        (dy.Bool(), "true or false"),
        (dy.String(metadata={"values": ("CNY", "USD")}), "one of CNY, USD"),
        (dy.String(metadata={"expects": "an IANA time zone"}), "an IANA time zone"),
    ],
)
def test_expectations_are_words_for_people(column: dy.Column, words: str) -> None:
    assert expectation(column) == words


def test_there_is_no_template_for_other_peoples_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'gpu_jobs'.*Known: budget, campaign, contract, "):
        write_template("gpu_jobs", tmp_path / "t.csv")


def test_a_template_is_never_written_over_a_file(tmp_path: Path) -> None:
    filled = tmp_path / "t.csv"
    filled.write_text("my year's work")
    with pytest.raises(UsageError, match=r"exists already.*t\.csv"):
        write_template("usage", filled)
    assert filled.read_text() == "my year's work"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        write_template("usage", tmp_path / "absent" / "t.csv")
