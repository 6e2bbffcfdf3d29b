"""What is said of how a forecast was made: kinds, their facts, and one English text of all."""

import json
from string import Formatter
from typing import Any

import pytest

from data.tables.forecast_notes import NOTE_KINDS, NoteKind
from models.forecast.fresh_jumps import FreshJump
from models.forecast.month_days import CLASSES, MONTH_DAYS
from models.forecast.notes import SAID, in_words, note, note_rows

LAUNCH = note("event_kind", event_kind="launch", change=0.384, count=6)
RISE = note("last_days_rise", series="a", count=1, factor=103.7, learned=3.0)


def test_every_kind_is_said_in_english() -> None:
    assert set(SAID) == set(NOTE_KINDS)


def test_events_stand_under_one_heading_before_all_else() -> None:
    sale = note("event", name="sale, winter", change=-0.04, count=3)
    assert in_words([LAUNCH, sale, RISE]) == (
        "events: kind launch +38% (seen 6 times); sale, winter -4% (seen 3 times); "
        "last days of a: 1 at 104 times the usual, counted as 3"
    )
    assert in_words([RISE]) == "last days of a: 1 at 104 times the usual, counted as 3"
    assert in_words([]) is None


def test_rows_keep_the_facts_and_the_order() -> None:
    first, second = note_rows([note("not_priced", series="北京/a"), LAUNCH])
    assert (first["position"], first["kind"], first["said"]) == (
        1, "not_priced", "without 北京/a (not priced)",
    )  # fmt: skip
    assert "北京" in first["detail"]
    assert json.loads(second["detail"]) == {"event_kind": "launch", "change": 0.384, "count": 6}
    assert second["position"] == 2


def test_a_fact_that_the_words_need_is_missed_at_once() -> None:
    with pytest.raises(KeyError, match="series"):
        _ = note("not_priced").said


@pytest.mark.parametrize(
    ("factor", "kind"), [(97.13, "last_days_rise"), (0.0512, "last_days_fall")]
)
def test_a_jump_says_its_way_and_its_series(factor: float, kind: NoteKind) -> None:
    found = FreshJump(2, factor, 1 / 3, 1.0).note_of("b")
    rounded = {97.13: 97.1, 0.0512: 0.0512}[factor]
    assert found == note(kind, series="b", count=2, factor=rounded, learned=0.333)


def test_every_class_of_days_of_the_month_has_its_days() -> None:
    assert {one.days for one in CLASSES} == set(MONTH_DAYS)
    assert len({one.name for one in CLASSES}) == len(CLASSES)


def facts_of(kind: NoteKind) -> dict[str, Any]:
    """Names and formats of the facts that a kind's words need."""
    return {name: how for _, name, how, _ in Formatter().parse(SAID[kind]) if name}


def test_changes_are_shares() -> None:
    changes = [facts_of(kind)["change"] for kind in NOTE_KINDS if "change" in facts_of(kind)]
    assert changes == ["+.0%"] * 3
