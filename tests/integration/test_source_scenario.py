"""What-ifs: kept as planned, replaced whole, and refused where they could not be meant."""

from datetime import date
from decimal import Decimal

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile

NOWHERE = {"provider": "", "chip": ""}


def test_a_change_is_kept_as_it_is_planned_and_empty_means_all(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("plan.csv", [row("scenario", change_ratio="20%")]))
    [planned] = core("FROM core_scenario")
    assert (planned["scenario"], planned["kind"]) == ("expansion", "growth")
    assert (planned["provider"], planned["pool"], planned["chip"]) == ("yunlan", None, "H100")
    assert (planned["start_date"], planned["ramp_days"]) == (date(2027, 1, 1), 60)
    assert planned["change_ratio"] == Decimal("0.2")


def test_a_scenario_is_replaced_whole_and_others_stay(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    first = [row("scenario"), row("scenario", change="b"), row("scenario", scenario="other")]
    load(write_file("november.csv", first))
    load(write_file("december.csv", [row("scenario", change="c", change_ratio="0.3")]))
    planned = core("SELECT scenario, change, change_ratio FROM core_scenario ORDER BY ALL")
    assert [tuple(found.values()) for found in planned] == [
        ("expansion", "c", Decimal("0.3")),
        ("other", "all teams grow", Decimal("0.2")),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "price_step", "change_ratio": "-44%"},
        {"kind": "fx_move", "currency": "USD", "change_ratio": "-0.05"},
        {"kind": "new_project", "like": "search", "change_ratio": "0.5"},
        {"kind": "campaigns", "change_ratio": "", "start_date": "", "ramp_days": ""},
        {"kind": "utilisation_gain", "start_date": "", "ramp_days": ""},
    ],
)
def test_every_kind_can_be_planned(
    change: dict[str, str], load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("plan.csv", [row("scenario", **NOWHERE, **change)]))
    assert [found["kind"] for found in core("FROM core_scenario")] == [change["kind"]]


@pytest.mark.parametrize(
    ("change", "culprit"),
    [
        ({"change_ratio": "20"}, "change_ratio"),  # 20 %, typed as 20 times as much more
        ({"change_ratio": "-1"}, "change_ratio"),
        ({"kind": "miracle"}, "kind"),
        ({"change_ratio": ""}, "says how much changes"),
        ({"kind": "new_project"}, "a new project is like another and not smaller than nothing"),
        (
            {"kind": "new_project", "like": "search", "change_ratio": "-0.5"},
            "a new project is like another and not smaller than nothing",
        ),
        ({"like": "search"}, "only new projects and campaigns are like something"),
        ({"kind": "fx_move"}, "a foreign currency moves and nothing else has one"),
        (
            {"kind": "fx_move", "currency": "CNY"},
            "a foreign currency moves and nothing else has one",
        ),
        ({"currency": "USD"}, "a foreign currency moves and nothing else has one"),
        ({"kind": "fx_move", "currency": "USX"}, "currency"),
        ({"kind": "campaigns", "change_ratio": ""}, "campaigns have dates of their own"),
        ({"ramp_days": "-1"}, "ramp_days"),
    ],
)
def test_a_change_that_cannot_be_is_rejected_and_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("scenario", {"scenario": "other"}, **change)
