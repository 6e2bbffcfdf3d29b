"""What the forecast screen says of how a forecast was made: each kind in the reader's language."""

from string import Formatter

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.i18n.catalogue import load_catalogue, placeholders
from dashboard.screens.forecast_notes import (
    Said,
    fallback_reason,
    growth_lines,
    jump_lines,
    note_lines,
)
from data.tables.forecast_notes import NOTE_KINDS, NoteKind
from models.forecast.month_days import CLASSES, MONTH_DAYS, MonthClass
from models.forecast.month_effects import MonthEffect
from models.forecast.notes import SAID, Note, note

EVENTS = (
    note("event_kind", event_kind="launch", change=0.38, count=6),
    note("event", name="sale, winter", change=-0.04, count=3),
    note("maintenance", count=2),
    note("event_late", name="rumour"),
    note("event_new", name="fair", needed=3),
)


def read_back(*notes: Note) -> list[Said]:
    """As they come from out_forecast_note."""
    return [Said(one.kind, {**one.facts}, one.said) for one in notes]


def said(*notes: Note) -> list[str]:
    """Lines of the method, freed of the marks that shield signs."""
    return [line.replace("\\", "") for line in note_lines(read_back(*notes))]


def monthly(days: str, number: int, change: float, agreed: int, count: int) -> Note:
    name = MONTH_DAYS[days].format(number=number)
    seen = {"agreed": agreed, "count": count}
    return note("month_days", days=days, number=number, name=name, change=change, **seen)


@pytest.mark.parametrize("kind", NOTE_KINDS)
def test_every_kind_has_a_text_of_no_more_than_its_facts(kind: NoteKind) -> None:
    facts = {name for _, name, _, _ in Formatter().parse(SAID[kind]) if name}
    texts = load_catalogue()[f"forecast.said.{kind}"]
    assert placeholders(texts["en"]) <= facts
    assert len({*texts.values()}) == 3 or kind == "own_words"


def test_no_text_is_of_a_kind_that_is_gone() -> None:
    kept = {key.rpartition(".")[2] for key in load_catalogue() if key.startswith("forecast.said.")}
    assert kept == set(NOTE_KINDS)


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
        assert said(*EVENTS) == [words]


def test_an_event_may_be_called_like_a_kind_and_a_kind_may_have_no_word() -> None:
    own = note("event", name="kind launch", change=0.1, count=3)
    with using_language("en"):
        [line] = said(own, note("event_kind", event_kind="eclipse", change=0.2, count=4))
    assert line.endswith("kind launch +10% (seen 3 times); eclipse +20% (seen 4 times)")


MONTHS = (
    monthly("last_days_month", 2, 0.38, 7, 8),
    monthly("day", 15, -0.04, 12, 12),
    monthly("first_working_day_month", 1, 0.09, 8, 12),
    monthly("last_but", 1, 0.2, 9, 9),
    monthly("first_day_quarter", 1, 0.5, 4, 5),
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
        events, months = said(EVENTS[3], *MONTHS)
    assert "rumour" in events
    assert "of a month" not in events
    assert months == words


@pytest.mark.parametrize("number", range(len(CLASSES)), ids=lambda at: CLASSES[at].name)
def test_every_class_of_days_has_words(number: int) -> None:
    one: MonthClass = CLASSES[number]
    with using_language("zh_CN"):
        [line] = said(MonthEffect(0.1, 0.1, 4, number, 4).note)
    assert "每" in line
    assert one.name not in line


def test_events_are_part_of_the_method_and_no_fallback() -> None:
    assert fallback_reason(read_back(*EVENTS, *MONTHS)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_foresaw_is_said_as_it_came(language: Language) -> None:
    with using_language(language):
        [line] = note_lines([Said("of_a_later_version", {}, "new words")])
    assert line.endswith("new words")
    assert line.startswith("**")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "A simpler method was used: spy could not be fitted: no convergence; by Stan."),
        ("zh_CN", "使用了较简单的方法，原因：spy无法拟合（no convergence）; by Stan。"),
        (
            "ja",
            "より簡単な手法を使用しました。理由：spyを当てはめられませんでした（no convergence）; "
            "by Stan。",
        ),
    ],
)
def test_a_simpler_method_still_says_why(language: Language, reason: str) -> None:
    notes = (
        note("no_fit", method="spy", reason="no convergence"),
        note("own_words", words="by Stan"),
    )
    with using_language(language):
        assert said(*notes) == []
        assert fallback_reason(read_back(*notes)) == reason


def test_a_level_without_a_trend_says_the_rest_of_its_reasons_too() -> None:
    flat = note("no_trend", count=30, ahead=20, needed=40, level=28)
    with using_language("en"):
        reason = fallback_reason(read_back(flat, note("own_words", words="by Stan")))
    assert reason == (
        "No trend is carried on: 30 days of history, 40 are needed for 20 days ahead. The level of "
        "the last 28 complete days was used. A simpler method was used: by Stan."
    )


def test_each_series_of_a_sum_is_told_of_its_last_days() -> None:
    rise = note("last_days_rise", series="a", count=1, factor=104, learned=3.0)
    fall = note("last_days_fall", series="b", count=2, factor=0.05, learned=0.111)
    with using_language("en"):
        first, second = jump_lines(read_back(rise, note("not_priced", series="c"), fall))
        assert fallback_reason(read_back(rise, fall)) is None
    assert "The data of a end at 104 times the usual level." in first
    assert "counts it as 3 times" in first
    assert "The data of b end at 0.05 times" in second
    assert "as 0.11 times" in second


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            "of a its use alone, as its queue is not known; without b, measured on 4 days only; "
            "without c, whose data end on 21 Dec 2017; without d, which has no price; "
            "without e, which is not forecast; f by a simpler method; and 3 more",
        ),
        (
            "zh_CN",
            "a仅含用量（排队未知）; 不含b（仅有4个完整日）; 不含c（数据止于2017年12月21日）; "
            "不含d（无价格）; 不含e（未作预测）; f使用较简单的方法; 另有3个",
        ),
        (
            "ja",
            "aは使用分のみ（待ち行列が不明）; bを除く（計測は4日のみ）; "
            "cを除く（データは2017年12月21日まで）; dを除く（価格なし）; eを除く（予測なし）; "
            "fはより簡単な手法; ほか3件",
        ),
    ],
)
def test_what_a_sum_leaves_out_is_said_whatever_the_reason(language: Language, parts: str) -> None:
    notes = read_back(
        note("use_alone", series="a", reason="the queue was not measured"),
        note("too_few_days", series="b", count=4),
        note("data_ended", series="c", day="2017-12-21"),
        note("not_priced", series="d"),
        note("not_forecast", series="e"),
        note("simpler", series="f", method="naive"),
        note("more", count=3),
    )
    with using_language(language):
        assert parts in str(fallback_reason(notes))


def damped(series: str, whole: float) -> Note:
    shares = {"pace": 0.0123, "carried": 0.4, "whole": whole}
    return note("growth_damped", series=series, count=56, ahead=90, **shares)


def test_a_series_is_told_how_much_of_its_growth_goes_on() -> None:
    with using_language("en"):
        [line] = growth_lines(read_back(damped("serve", 1.284)))
    words = line.replace("\\", "")
    assert "Use of serve grew by 1.2% a day over the last 56 days." in words
    assert "of the 90 days ahead would lie 128% above the first" in words
    assert "the middle of its forecast has +40%" in words


def test_a_pace_that_is_small_is_not_told_as_none_and_a_decline_has_its_sign() -> None:
    slow = {"pace": 0.0002, "carried": -0.01, "whole": 0.07}
    fall = {"pace": -0.0123, "carried": 0.05, "whole": -0.6412}
    with using_language("en"):
        lines = growth_lines(
            read_back(
                note("growth_damped", series="g", count=140, ahead=365, **slow),
                note("decline_damped", series="h", count=84, ahead=90, **fall),
            )
        )
    falling, rising = (line.replace("\\", "") for line in lines)
    assert "grew by <0.1% a day" in rising
    assert "first; the middle of its forecast has −1%" in rising
    assert "changed by −1.2% a day" in falling
    assert "differ by −64% from the first" in falling


def test_a_sum_names_the_series_that_grow_most_and_no_simpler_method() -> None:
    notes = read_back(
        *(damped(name, whole) for name, whole in zip("abcd", (1, 3, 2, 4), strict=True))
    )
    with using_language("en"):
        assert [line.split()[2] for line in growth_lines(notes)] == ["d", "b", "c"]
    assert fallback_reason(notes) is None
    assert note_lines(notes) == []
