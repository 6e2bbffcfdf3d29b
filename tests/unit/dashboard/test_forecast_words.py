"""What the forecast screen says of how a row was made."""

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.screens.forecast_parts import fallback_reason, method_lines
from dashboard.screens.forecast_trust import share_of_weight
from models.forecast.month_days import CLASSES, MonthClass

NOTE = (
    "events: kind launch +38% (seen 6 times); sale, winter -4% (seen 3 times); 2 days of "
    "maintenance left out; rumour not known by the cut-off; fair seen fewer than 3 times"
)
ROW: dict[str, object] = {
    "method": "ensemble",
    "method_note": NOTE,
    "history_days": 365,
    "cut_off": "2026-11-18",
    "path_count": 1000,
    "seed": 1,
    "model_version": "forecast-12",
    "grain": "day",
    "target": "usage",
}


def said(note: str | None) -> list[str]:
    """Lines with the note that are not there without any, freed of the marks that shield signs."""
    plainly = method_lines(ROW | {"method_note": None})
    lines = method_lines(ROW | {"method_note": note})
    return [line.replace("\\", "") for line in lines if line not in plainly]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "**Known events:** a launch +38% (seen 6 times); sale, winter -4% (seen 3 times); "
            "2 days of maintenance left out; rumour not counted: not known by the cut-off; "
            "fair not counted: seen fewer than 3 times before",
        ),
        (
            "zh_CN",
            "**已知事件**：产品发布 +38%（出现过6次）; sale, winter -4%（出现过3次）; "
            "2天维护未计入学习; rumour未计入：截止日时尚未公布; fair未计入：此前出现不足3次",
        ),
        (
            "ja",
            "**既知の出来事**：製品の公開 +38%（過去6回）; sale, winter -4%（過去3回）; "
            "保守の2日間は学習から除外; rumourは対象外：締切日の時点で未発表; "
            "fairは対象外：過去の実績が3回未満",
        ),
    ],
)
def test_what_was_believed_of_events_is_said_in_the_readers_language(
    language: Language, words: str
) -> None:
    with using_language(language):
        assert said(NOTE) == [words]


MONTHS = (
    "events: rumour not known by the cut-off; last 2 days of a month +38% (seen 7 of 8 times); "
    "day 15 of a month -4% (seen 12 of 12 times); first working day of a month +9% (seen 8 of 12 "
    "times); last day but 1 of a month +20% (seen 9 of 9 times); first day of a quarter +50% "
    "(seen 4 of 5 times)"
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "**Days of the month:** the last 2 days of a month +38% (seen 7 of 8 times); day 15 of "
            "a month -4% (seen 12 of 12 times); the first working day of a month +9% (seen 8 of 12 "
            "times); the last day but 1 of a month +20% (seen 9 of 9 times); the first day of a "
            "quarter +50% (seen 4 of 5 times)",
        ),
        (
            "zh_CN",
            "**每月固定日期**：每月最后2天 +38%（8次中出现7次）; 每月15日 -4%（12次中出现12次）; "
            "每月第1个工作日 +9%（12次中出现8次）; 每月最后一天之前的第1天 +20%（9次中出现9次）; "
            "每季度第1天 +50%（5次中出现4次）",
        ),
        (
            "ja",
            "**月の決まった日**：毎月の最後の2日間 +38%（8回中7回）; 毎月15日 -4%（12回中12回）; "
            "毎月の第1営業日 +9%（12回中8回）; 毎月末日の1日前 +20%（9回中9回）; "
            "毎四半期の初日 +50%（5回中4回）",
        ),
    ],
)
def test_days_of_the_month_are_said_beside_events(language: Language, words: str) -> None:
    with using_language(language):
        events, months = said(MONTHS)
        assert "rumour" in events
        assert "of a month" not in events
        assert months == words


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.name)
def test_every_class_of_days_has_words(one: MonthClass) -> None:
    with using_language("zh_CN"):
        [line] = said(f"events: {one.name} +10% (seen 4 of 4 times)")
    assert "每" in line
    assert "of a" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_events_are_part_of_the_method_and_no_fallback(language: Language) -> None:
    with using_language(language):
        assert fallback_reason(ROW) is None
        assert len(said("events: something of a later version")) == 1


def test_a_simpler_method_still_says_why() -> None:
    with using_language("en"):
        reason = fallback_reason(ROW | {"method": "other", "method_note": "no fit"})
        assert said("no fit") == []
    assert reason == "A simpler method was used: no fit."


@pytest.mark.parametrize(
    ("weight", "text"), [(0.034, "3%"), (0.094, "9%"), (0.097, "9%"), (0.1, "10%"), (0.626, "63%")]
)
def test_a_weight_below_a_tenth_is_not_written_as_a_tenth(weight: float, text: str) -> None:
    assert share_of_weight(weight) == text
