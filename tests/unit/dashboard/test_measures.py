"""Every figure that is explained has a definition, a formula in known words, and a real source."""

import re

import polars as pl
import pytest

from dashboard.components.tables import _column
from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.i18n.catalogue import load_catalogue
from dashboard.measures import MEASURES, NOT_EVERYWHERE, definition, explained, formula
from data.tables import TABLES

everywhere = pytest.mark.parametrize("language", LANGUAGES)


def test_a_source_is_a_column_of_a_table() -> None:
    for name, measure in MEASURES.items():
        assert measure.sources, name
        for source in measure.sources:
            table, column = source.split(".")
            assert column in TABLES[table].columns(), source


def test_a_formula_is_made_of_columns_that_have_a_heading() -> None:
    columns = {column for schema in TABLES.values() for column in schema.columns()}
    for name, measure in MEASURES.items():
        for column in re.findall(r"\{(.+?)\}", measure.formula):
            assert column in columns, name
            assert f"columns.{column}" in load_catalogue(), name


@everywhere
def test_every_measure_is_defined_in_every_language(language: Language) -> None:
    with using_language(language):
        for name in MEASURES:
            assert len(definition(name)) > 5, name
            assert "{" not in formula(name)


def test_a_tile_says_definition_formula_and_source() -> None:
    about = explained("Last 30 days.", "cny_per_useful_card_hour")
    assert about.split("\n\n") == [
        "Last 30 days.",
        "**Formula:** CNY per useful card-hour = Cost / Useful card-hours",
        "**Source:** `out_cost_daily.cost_cny`, `out_cost_daily.useful_card_hours`",
    ]
    elsewhere = explained("", "coverage_ratio", table="out_ladder_choice")
    assert elsewhere.endswith("**Source:** `out_ladder_choice.coverage_ratio`")


@everywhere
def test_the_heading_of_a_known_measure_explains_it(language: Language) -> None:
    with using_language(language):
        for name in MEASURES.keys() - {*NOT_EVERYWHERE}:
            help_text = str(_column(name, pl.Float64(), None)["help"])
            assert f"`{name}`: {definition(name)}" in help_text
            assert formula(name) in help_text


def test_a_column_that_means_several_things_keeps_its_contracts_words() -> None:
    help_text = str(_column("cost_cny", pl.Float64(), None)["help"])
    assert help_text.startswith("`cost_cny`: ")
    assert t("measures.what.cost_cny") not in help_text
