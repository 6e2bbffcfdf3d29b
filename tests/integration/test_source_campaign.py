"""Planned campaigns: kept as planned, and a plan that was changed is not planned twice."""

from datetime import date

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile


def test_a_campaign_is_kept_as_it_is_planned(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("plan.csv", [row("campaign")]))
    [planned] = core("FROM core_campaign")
    assert (planned["campaign"], planned["pool"], planned["cards"]) == ("base-2", "train-a", 256)
    assert (planned["start_date"], planned["end_date"]) == (date(2027, 1, 11), date(2027, 3, 14))


def test_a_run_that_was_moved_is_not_planned_twice_and_others_stay(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    first = [row("campaign"), row("campaign", campaign="other"), row("campaign", pool="train-b")]
    load(write_file("november.csv", first))
    moved = [
        row("campaign", start_date="2027-02-01", cards="64"),
        row("campaign", start_date="2027-02-15", cards="256"),
    ]
    load(write_file("december.csv", moved))
    planned = core("SELECT campaign, pool, start_date, cards FROM core_campaign ORDER BY ALL")
    assert [tuple(found.values()) for found in planned] == [
        ("base-2", "train-a", date(2027, 2, 1), 64),
        ("base-2", "train-a", date(2027, 2, 15), 256),
        ("base-2", "train-b", date(2027, 1, 11), 256),
        ("other", "train-a", date(2027, 1, 11), 256),
    ]


@pytest.mark.parametrize(
    ("change", "culprit"),
    [
        ({"cards": "0"}, "cards"),
        ({"cards": "2.5"}, "cards"),
        ({"end_date": "2027-01-10"}, "ends on or after its first day"),
        ({"pool": ""}, "pool"),
        ({"start_date": "soon"}, "start_date"),
    ],
)
def test_a_plan_that_cannot_be_is_rejected_and_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("campaign", {"campaign": "other"}, **change)
