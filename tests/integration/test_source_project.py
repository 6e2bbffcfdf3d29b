"""Projects and their teams: one team per project and day, the newest file's."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile

TEAMS = "SELECT project, team, valid_from FROM core_project ORDER BY ALL"


def test_a_project_is_its_teams_from_a_day_on_and_the_newest_file_holds(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    moved = row("project", team="research", valid_from="2026-07-01")
    load(write_file("teams.csv", [row("project"), moved, row("project", project="search")]))
    load(write_file("mended.csv", [row("project", team="science")]))
    found = [tuple(one.values()) for one in core(TEAMS)]
    assert found == [
        ("chat", "research", date(2026, 7, 1)),
        ("chat", "science", date(2026, 1, 1)),
        ("search", "serving", date(2026, 1, 1)),
    ]


def test_a_parquet_file_without_cost_centres_is_read_alike(
    load: Load, core: Core, row: MakeRow, tmp_path: Path
) -> None:
    columns = {name: [cell] for name, cell in row("project").items() if name != "cost_centre"}
    path = tmp_path / "teams.parquet"
    pl.DataFrame(columns | {"valid_from": [date(2026, 1, 1)]}).write_parquet(path)
    load(path)
    [found] = core("FROM core_project")
    assert (found["team"], found["cost_centre"]) == ("serving", None)


@pytest.mark.parametrize(
    ("change", "culprit"),
    [
        ({"project": "", "valid_from": "2026-02-01"}, "project"),
        ({"team": "", "valid_from": "2026-02-01"}, "team"),
        ({"valid_from": "January"}, "valid_from"),
        ({"team": "unassigned", "project": "x"}, "team is none of the words for having none"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_and_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("project", {"project": "other"}, **change)


def test_two_teams_on_one_day_are_both_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    both = [row("project"), row("project", team="research"), row("project", project="search")]
    [outcome] = load(write_file("teams.csv", both))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 2)
    reasons = {fault["reason"] for fault in core("FROM core_rejected_row")}
    assert reasons == {"contradicts another row with the same project, valid_from"}
