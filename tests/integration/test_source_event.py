"""Known events: kept as announced; an event that was moved is not known twice."""

from datetime import date

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile


def test_an_event_is_kept_as_it_was_announced(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    everywhere = dict.fromkeys(("provider", "region", "pool", "chip"), "")
    load(write_file("events.csv", [row("event"), row("event", event="sale", **everywhere)]))
    sale, launch = core("FROM core_event ORDER BY event DESC")
    assert (launch["kind"], launch["pool"], launch["chip"]) == ("launch", "train-a", "H100")
    assert (launch["start_date"], launch["end_date"]) == (date(2026, 3, 2), date(2026, 3, 8))
    assert [sale[name] for name in everywhere] == [None] * 4


def test_an_event_that_was_moved_is_not_known_twice_and_others_stay(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    first = [row("event"), row("event", pool="train-b"), row("event", event="other")]
    load(write_file("first.csv", first))
    load(write_file("moved.csv", [row("event", start_date="2026-03-05")]))
    found = core("SELECT event, pool, start_date FROM core_event ORDER BY ALL")
    assert [tuple(one.values()) for one in found] == [
        ("assistant 2.0", "train-a", date(2026, 3, 5)),
        ("other", "train-a", date(2026, 3, 2)),
    ]


@pytest.mark.parametrize(
    ("change", "culprit"),
    [
        ({"kind": "party"}, "kind"),
        ({"event": ""}, "event"),
        ({"start_date": "soon"}, "start_date"),
        ({"end_date": "2026-03-01"}, "ends on or after its first day"),
    ],
)
def test_an_event_that_cannot_be_is_rejected_and_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("event", {"event": "other"}, **change)
