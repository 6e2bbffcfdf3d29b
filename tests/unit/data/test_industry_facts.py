"""Facts of the industry: dated, sourced, one unit to a definition, and every one has its words."""

import re
from datetime import date

import polars as pl
import pytest

from dashboard.i18n.catalogue import load_catalogue
from data.reference.facts import read_industry_facts
from data.tables.facts import IndustryFact

FACTS = read_industry_facts()


def test_a_definition_has_one_unit_and_one_topic() -> None:
    by_definition = FACTS.group_by("definition").agg(pl.col("unit", "topic").n_unique())
    assert by_definition.select("unit", "topic").unique().rows() == [(1, 1)]


def test_totals_and_intelligent_computing_are_two_definitions() -> None:
    of = {row["low"]: row["definition"] for row in FACTS.iter_rows(named=True)}
    assert of[180.0] == of[230.0] != of[788.0]


@pytest.mark.parametrize("kind", ["definition", "topic"])
def test_every_code_has_words(kind: str) -> None:
    missing = [
        code for code in FACTS[kind].unique() if f"market.{kind}.{code}" not in load_catalogue()
    ]
    assert missing == []


def test_every_unit_has_words() -> None:
    units = [unit for unit in FACTS["unit"].unique() if not unit.startswith("share")]
    codes = [unit.lower().replace(" ", "_").replace("-", "_") for unit in units]
    assert [code for code in codes if f"market.fact_unit.{code}" not in load_catalogue()] == []


def test_every_fact_is_dated_as_precisely_as_its_source_and_not_in_the_future() -> None:
    observed = FACTS.filter(pl.col("state") == "observed")
    for text in observed["as_of"]:
        assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text)
        assert date.fromisoformat(text + "-01-01"[3 * text.count("-") :]) <= date(2026, 11, 22)


def test_no_source_gives_a_definition_twice_for_one_date() -> None:
    keys = FACTS.select("definition", "as_of", "source")
    assert keys.is_unique().all()


def test_a_range_the_wrong_way_round_is_refused() -> None:
    wrong = FACTS.head(1).with_columns(low=pl.lit(2.0), high=pl.lit(1.0))
    assert not IndustryFact.is_valid(wrong)


def test_every_note_is_said_in_every_language() -> None:
    texts = load_catalogue().items()
    remarks = {text["en"] for key, text in texts if key.startswith("market.remark.")}
    assert set(read_industry_facts()["note"].drop_nulls()) == remarks
