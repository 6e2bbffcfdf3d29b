"""Reasons of rejection in three languages, held against every reason the loader can write."""

import re
from pathlib import Path

import pytest

import etl
from dashboard.i18n import LANGUAGES, using_language
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reasons import reason_in_words, review_in_words
from etl.expecting import expectation
from etl.sources import all_sources

RULES = sorted(
    rule
    for path in Path(etl.__file__).parent.rglob("*.py")
    for rule in re.findall(r"@dy\.rule\(\)\n    def (\w+)", path.read_text("utf-8"))
)
REASONS = sorted(
    {
        f"{empty}expected {expectation(column)}"
        for source in all_sources().values()
        for column in source.contract.columns().values()
        for empty in ("", "is empty; ")
    }
    | {f"breaks the rule: {rule.replace('_', ' ')}" for rule in RULES}
    | {
        "contradicts another row with the same offer_id, valid_from",
        "had not come yet when it was loaded (2026-03-03 12:00 UTC): check the year, the order of"
        " day and month, and the time zone; a plan is no usage; if the clock was wrong, set it and"
        " load the file again",
        "lies before the year 2000: a zero in place of a time",
        "3 fields where the header has 12",
        "the line's quotes do not match: unexpected end of data",
        "expected a number of at least 0; 1,500 may mean 1500 or 1.500: no comma",
        "expected a number of at least 0; its commas do not part thousands",
    }
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_loader_is_known(reason: str) -> None:
    assert reason_in_words(reason) == reason  # English is the loader's own text
    for language in LANGUAGES[1:]:
        with using_language(language):
            assert reason_in_words(reason) != reason


def test_the_parameters_of_a_reason_are_kept() -> None:
    with using_language("zh_CN"):
        assert reason_in_words("expected one of CNY, USD") == "应为以下之一：CNY, USD"
        assert reason_in_words("breaks the rule: useful is at most used") == (
            "违反规则：有效卡时不超过已用卡时"
        )
        assert reason_in_words("3 fields where the header has 12") == "有3个字段，而表头有12个"
    with using_language("ja"):
        assert reason_in_words("expected a number above 0, with at most 2 decimals") == (
            "数値（0超）、小数は2桁までが必要"
        )


@pytest.mark.parametrize(
    "reason",
    ["no column start", "breaks the rule: of tomorrow", "expected a unicorn", "is empty; expected"],
)
def test_an_unknown_reason_stays_as_it_came(reason: str) -> None:
    with using_language("zh_CN"):
        assert reason_in_words(reason) == reason


def test_advice_nobody_has_translated_stays_behind_the_translated_reason() -> None:
    with using_language("ja"):
        assert reason_in_words("expected true or false; a new hint") == (
            "true または falseが必要; a new hint"
        )


def test_every_rule_with_words_is_a_rule_of_the_loader() -> None:
    named = {key.split(".")[-1] for key in load_catalogue() if key.startswith("reasons.rule.")}
    assert named <= set(RULES)


def test_why_a_quote_is_held_is_said_part_by_part() -> None:
    sql = (Path(etl.__file__).parent / "sql" / "review_quote.sql").read_text("utf-8")
    fixed = [text.replace("''", "'") for text in re.findall(r"THEN '((?:[^']|''){20,})' END", sql)]
    assert len(fixed) == 5
    amount = (
        "4,843.00 CNY a month for an 8-card server is beyond twice the band of 10,000 to 15,000"
    )
    for part in (*fixed, amount):
        assert review_in_words(part) == part  # English is the loader's own text
        with using_language("ja"):
            assert review_in_words(part) != part
    with using_language("zh_CN"):
        assert review_in_words(f"{amount}; a platform, 2026-07") == (
            "8卡服务器每月4,843.00元，超出行情区间10,000至15,000的两倍以上; a platform, 2026-07"
        )
