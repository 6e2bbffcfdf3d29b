"""The catalogue is whole: no key missing, none unused, the same placeholders in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import dashboard
from dashboard.i18n import LANGUAGES, match_language, t, using_language
from dashboard.i18n.catalogue import _checked, load_catalogue, placeholders
from data.reference import market_prices_path
from data.tables import TABLES

SOURCES = [
    path
    for path in sorted(Path(dashboard.__file__).parent.rglob("*.py"))
    if "cli" not in path.parts
]
CATALOGUE = Path(dashboard.__file__).parent / "i18n" / "catalogue"
HOLE = "\0"  # stands for the computed part of an f-string
# Half-width punctuation between Chinese or Japanese characters is a typing error there.
_CJK = "[\u3041-\u30fa\u4e00-\u9fff]"
_HALF_WIDTH = re.compile(f"{_CJK}[,:;()?~]|[,;()?~]{_CJK}|[}}0-9]~")


def test_every_text_has_all_languages_and_the_same_placeholders() -> None:
    for key, texts in load_catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        assert len({frozenset(placeholders(text)) for text in texts.values()}) == 1, key


def test_a_catalogue_entry_that_lacks_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match=r"overview\.title needs exactly en, zh_CN and ja"):
        _checked("overview.title", {"en": "Overview", "zh_CN": "总览"})


def test_a_catalogue_entry_with_other_placeholders_is_refused() -> None:
    entry = {"en": "{count} rows", "zh_CN": "{count}行", "ja": "{rows}行"}
    with pytest.raises(ValueError, match="ja has other placeholders"):
        _checked("x.y", entry)


def test_a_missing_key_raises_instead_of_showing_nothing() -> None:
    with pytest.raises(KeyError, match=r"overview\.no_such_text"):
        t("overview.no_such_text")


def test_texts_are_filled_in_the_language_asked_for() -> None:
    with using_language("zh_CN"):
        assert t("common.header.data_until", day="11月1日") == "数据截至11月1日"
    assert t("common.header.data_until", day="1 Nov") == "data until 1 Nov"


def test_every_key_named_in_the_code_exists() -> None:
    known = load_catalogue()
    for path in SOURCES:
        for pattern in _key_patterns(path):
            if pattern.startswith(".+"):
                continue  # wholly computed: only the running screen can tell
            assert any(re.fullmatch(pattern, key) for key in known), f"{path.name}: {pattern}"


def test_no_text_is_unused() -> None:
    patterns = {pattern for path in SOURCES for pattern in _key_patterns(path)}
    titles = {re.escape(f"{path.stem}.title") for path in SOURCES if path.parent.name == "screens"}
    used = re.compile("|".join(patterns | titles))
    unused = [key for key in load_catalogue() if not used.fullmatch(key)]
    assert unused == []


def test_every_column_of_every_table_has_a_heading() -> None:
    columns = {column for schema in TABLES.values() for column in schema.columns()}
    missing = sorted(name for name in columns if f"columns.{name}" not in load_catalogue())
    assert missing == []


def test_every_billing_mode_has_a_word() -> None:
    modes = TABLES["out_break_even"].columns()["billing_mode"].metadata
    assert modes is not None
    for mode in modes["values"]:
        assert t(f"words.billing_mode.{mode}")


def test_every_way_of_selling_of_the_reference_has_a_word() -> None:
    for mode in read_market_modes():
        assert t(f"words.billing_mode.{mode}")


def read_market_modes() -> list[str]:
    return pl.read_csv(market_prices_path())["billing_mode"].unique().to_list()


@pytest.mark.parametrize("language", ["zh_CN", "ja"])
def test_chinese_and_japanese_are_typeset_with_their_own_punctuation(language: str) -> None:
    wrong = {
        key: texts[language]  # type: ignore[index]
        for key, texts in load_catalogue().items()
        if _HALF_WIDTH.search(texts[language])  # type: ignore[index]
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-Hans-CN", "zh_CN"), ("ja", "ja"), ("en-GB", "en"), ("fr-FR", None), (None, None)],
)
def test_a_browsers_locale_chooses_the_language(locale: str | None, language: str | None) -> None:
    assert match_language(locale) == language


def _key_patterns(path: Path) -> Iterator[str]:
    """Every text key in a file: string literals as they are, f-strings with holes as `.+`."""
    prefixes = "|".join(toml.stem for toml in CATALOGUE.glob("*.toml"))
    tree = ast.parse(path.read_text("utf-8"))
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in formatted for part in node.values}
    for node in formatted:
        parts = [part.value if isinstance(part, ast.Constant) else HOLE for part in node.values]
        text = "".join(str(part) for part in parts)
        if re.fullmatch(rf"(?:(?:{prefixes})\.|{HOLE}[._][a-z])[a-z0-9_.{HOLE}]*", text):
            yield ".+".join(re.escape(piece) for piece in text.split(HOLE))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in inside:
            continue
        if re.fullmatch(rf"(?:{prefixes})\.[a-z0-9_.]*[a-z0-9]", str(node.value)):
            yield re.escape(str(node.value))
