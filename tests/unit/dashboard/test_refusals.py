"""Why a file was refused: the loader's own sentences, said in the reader's words."""

from pathlib import Path

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.refusals import refusal_in_words
from data.errors import InputError
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from tests.fixture_types import WriteFile

FILES = {
    "wrong": b"hello\nthis is no table\n",
    "empty": b"",
    "header": b"month,scope,amount,currency,tax_included,tax_rate,source\n",
    "doubled": b"month,scope,amount,month\n2026-01-01,company,5,x\n",
    "lacking": b"month,scope,amount\n2026-01-01,company,5\n",
    "misspelt": b"month,scope,ammount,currency,tax_included,tax_rate,source\n,,,,,,\n",
}


@pytest.fixture
def reasons(workspace: Workspace, write_file: WriteFile) -> dict[str, str]:
    """What the loader says of each."""
    paths = [write_file(f"{name}.csv", content) for name, content in FILES.items()]
    outcomes = load_files(workspace, paths, LoadOptions("UTC"))
    return {Path(o.record.file_name).stem: o.record.reason or "" for o in outcomes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_speaks_of_commands(reasons: dict[str, str], language: Language) -> None:
    assert set(reasons) == {*FILES}
    with using_language(language):
        said = {name: refusal_in_words(reason) for name, reason in reasons.items()}
    for name, words in said.items():
        assert words != reasons[name], name
        assert "--as" not in words
        assert "suanli" not in words


def test_the_columns_that_keep_a_file_from_its_kind_are_named(reasons: dict[str, str]) -> None:
    said = {name: refusal_in_words(reason) for name, reason in reasons.items()}
    assert said["wrong"] == "its columns are those of no known kind of file: hello"
    assert "missing: currency, tax_included, tax_rate, source" in said["lacking"]
    assert "the nearest is" in said["misspelt"]
    assert "ammount" in said["misspelt"]


def test_what_nobody_foresaw_stays_as_it_came() -> None:
    reason = str(InputError("The moon is in the way", where="x.csv", remedy="Wait."))
    assert refusal_in_words(reason) == reason
