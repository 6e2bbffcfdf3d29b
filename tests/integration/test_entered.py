"""What people enter becomes loads like any other: judged, the newest holds, taken back whole."""

from collections.abc import Mapping
from datetime import UTC, datetime

import polars as pl
import pytest

from data.errors import InputError
from data.planning.log import Change, Entry, Kind, Values, undoing
from data.planning.store import append, read_entries
from data.workspace import Workspace
from etl.entered import land_entries, waiting_entries
from etl.landing import read_records
from etl.mending import as_they_came, retry
from etl.newest import standing
from etl.planning import changes_to, judge
from tests.fixture_types import Core, Load, MakeRow, WriteFile

Cells = Mapping[str, str | None]
ZONE = "Asia/Shanghai"
BUDGETS = "SELECT month::VARCHAR AS month, amount::DOUBLE AS amount FROM core_budget ORDER BY month"


def save(workspace: Workspace, kind: Kind, *rows: Cells, who: str = "procurement") -> list[Entry]:
    """Make the table of a kind hold these rows, and land it, as the screen does."""
    judged = judge(kind, rows, ZONE)
    assert judged.is_sound, judged.rejected
    saved = append(
        workspace, lambda log: changes_to(kind, judged.values, log), who=who, reason="plan"
    )
    land_entries(workspace, ZONE)
    return saved


def undo(workspace: Workspace, batch: int) -> None:
    append(workspace, lambda log: undoing(log, batch), who="procurement", reason="")
    land_entries(workspace, ZONE)


def amounts(core: Core) -> list[tuple[str, float]]:
    return [(row["month"], row["amount"]) for row in core(BUDGETS)]


def test_an_entered_row_replaces_an_older_files_and_its_removal_brings_the_file_back(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    months = [row("budget", month=f"2026-0{n}-01", amount=f"{n}00") for n in (3, 4)]
    load(write_file("budget.csv", months))  # saved in March 2026, before anything is entered
    save(workspace, "budget", row("budget", month="2026-04-01", amount="450"))
    assert amounts(core) == [("2026-03-01", 300), ("2026-04-01", 450)]
    save(workspace, "budget")
    assert amounts(core) == [("2026-03-01", 300), ("2026-04-01", 400)]


def test_a_changed_row_leaves_nothing_of_what_it_was(
    workspace: Workspace, core: Core, row: MakeRow
) -> None:
    save(workspace, "budget", row("budget", amount="100"), row("budget", scope="serve", amount="1"))
    save(workspace, "budget", row("budget", amount="200"))
    assert core("SELECT scope, amount::DOUBLE AS amount FROM core_budget") == [
        {"scope": "company", "amount": 200.0}
    ]
    assert len(core("FROM core_load")) == 1


def test_a_file_saved_later_replaces_what_was_entered_before(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    entered = row("budget", month="2026-03-01", amount="1"), row("budget", month="2026-04-01")
    save(workspace, "budget", *entered)
    later = datetime(2100, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    load(write_file("budget.csv", [row("budget", month="2026-03-01", amount="7")]), saved_at=later)
    assert amounts(core)[0] == ("2026-03-01", 7)
    # Another row that is entered now does not make the old one newer than the file.
    save(workspace, "budget", *entered, row("budget", month="2026-05-01", amount="9"))
    assert [amount for _, amount in amounts(core)][::2] == [7, 9]


def test_undoing_brings_a_row_back_as_new_as_that(
    workspace: Workspace, core: Core, row: MakeRow
) -> None:
    save(workspace, "budget", row("budget", amount="100"))
    [before] = standing(read_records(workspace))
    [changed] = save(workspace, "budget", row("budget", amount="200"))
    undo(workspace, changed.batch)
    assert amounts(core) == [("2026-03-01", 100)]
    [after] = standing(read_records(workspace))
    assert after.file_modified_at > before.file_modified_at


def test_landing_again_changes_nothing(workspace: Workspace, row: MakeRow) -> None:
    save(workspace, "budget", row("budget"))
    save(workspace, "campaign", row("campaign"))
    before = {path: path.stat().st_mtime_ns for path in workspace.landing.iterdir()}
    land_entries(workspace, ZONE)
    assert {path: path.stat().st_mtime_ns for path in workspace.landing.iterdir()} == before


def test_landing_that_was_lost_is_made_again_from_the_entries(
    workspace: Workspace, core: Core, row: MakeRow
) -> None:
    save(workspace, "budget", row("budget"))
    save(workspace, "scenario", row("scenario"))
    tables = ("FROM core_budget", "FROM core_scenario", "FROM core_load")
    before = [core(statement) for statement in tables]
    for path in workspace.landing.iterdir():
        path.unlink()
    assert waiting_entries(workspace, read_records(workspace)) != []
    land_entries(workspace, ZONE)
    assert [core(statement) for statement in tables] == before
    assert waiting_entries(workspace, read_records(workspace)) == []


def test_a_row_of_core_leads_to_its_entry(workspace: Workspace, core: Core, row: MakeRow) -> None:
    save(workspace, "budget", row("budget"), who="procurement")
    save(workspace, "budget", row("budget"), row("budget", month="2026-04-01"), who="finance")
    [april] = core("FROM core_budget JOIN core_load USING (load_id) WHERE month = '2026-04-01'")
    [entry] = [e for e in read_entries(workspace) if e.entry_id == april["line_number"]]
    assert (entry.who, april["file_name"]) == ("finance", "planning.sqlite: budget, finance")
    assert april["file_modified_at"] == entry.at_utc


def test_a_what_if_holds_as_a_whole_though_entered_piece_by_piece(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("scenario.csv", [row("scenario", change="from the file")]))
    first, second = row("scenario"), row("scenario", change="more")
    save(workspace, "scenario", first)
    save(workspace, "scenario", first, second)
    held = core("SELECT change FROM core_scenario ORDER BY change")
    assert [found["change"] for found in held] == ["all teams grow", "more"]
    save(workspace, "scenario", second)
    assert [found["change"] for found in core("FROM core_scenario")] == ["more"]


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("budget", "core_budget"),
        ("campaign", "core_campaign"),
        ("project", "core_project"),
        ("contract", "core_commitment"),
        ("price_book", "core_price"),
        ("rental_quote", "core_rental_quote"),
        ("scenario", "core_scenario"),
        ("decision", "core_decision"),
    ],
)
def test_an_entered_row_is_what_its_file_would_have_been(
    kind: Kind,
    table: str,
    workspace: Workspace,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    origin = "EXCLUDE (load_id, line_number)"
    save(workspace, kind, row(kind))
    entered = core(f"SELECT * {origin} FROM {table}")
    save(workspace, kind)
    assert core(f"FROM {table}") == []
    load(write_file("file.csv", [row(kind)]))
    assert core(f"SELECT * {origin} FROM {table}") == entered
    assert len(entered) == 1


def test_a_corrected_price_replaces_a_files_quote_and_a_range_stays_a_range(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    prices = "SELECT price::INTEGER AS price FROM core_rental_quote ORDER BY price"
    load(write_file("quotes.csv", [row("rental_quote", price="760000")]))
    save(workspace, "rental_quote", row("rental_quote", price="76000"))
    assert [one["price"] for one in core(prices)] == [76_000]
    # A second end entered later stands beside the first: both count as saved then.
    ends = [row("rental_quote", price=price) for price in ("76000", "80000")]
    save(workspace, "rental_quote", *ends)
    assert [one["price"] for one in core(prices)] == [76_000, 80_000]
    save(workspace, "rental_quote")
    assert [one["price"] for one in core(prices)] == [760_000]


def test_the_door_names_the_cell_of_every_faulty_row(row: MakeRow) -> None:
    rows = [
        row("budget"),
        {},
        row("budget", month="2026-04-02"),
        row("budget", month="2026-05-01", amount="1,500"),
        row("budget", month="2026-06-01", currency=""),
    ]
    judged = judge("budget", rows, ZONE)
    found = judged.rejected.select("line_number", "column", "value").rows()
    assert found == [(3, None, None), (4, "amount", "1,500"), (5, "currency", "")]
    assert "month is given by its first day" in judged.rejected["reason"][0]
    assert list(judged.values) == ['["2026-03-01", "company"]']


def test_rows_that_contradict_each_other_are_all_rejected(row: MakeRow) -> None:
    judged = judge("budget", [row("budget", amount="1"), row("budget", amount="2")], ZONE)
    assert judged.rejected.height == 2
    twice = judge("budget", [row("budget"), row("budget")], ZONE)
    assert (len(twice.values), twice.repeated) == (1, 1)


def test_numbers_as_people_write_them_are_taken_and_kept_as_written(
    workspace: Workspace, core: Core, row: MakeRow
) -> None:
    save(workspace, "budget", row("budget", amount="76.5万"))
    assert amounts(core) == [("2026-03-01", 765_000)]
    [entry] = read_entries(workspace)
    assert (entry.values or {})["amount"] == "76.5万"


def test_a_column_of_another_table_is_refused() -> None:
    with pytest.raises(InputError, match="A budget has no column cards"):
        judge("budget", [{"cards": "8"}], ZONE)


def test_only_what_changed_is_entered(workspace: Workspace, row: MakeRow) -> None:
    march, april = row("budget"), row("budget", month="2026-04-01")
    save(workspace, "budget", march, april)
    changed = save(workspace, "budget", march, april | {"amount": "5"})
    assert [(entry.action, entry.key) for entry in changed] == [
        ("set", '["2026-04-01", "company"]')
    ]
    assert save(workspace, "budget", march, april | {"amount": "5"}) == []


def test_entered_rows_that_no_longer_keep_the_contract_wait_in_quarantine(
    workspace: Workspace, core: Core, row: MakeRow
) -> None:
    # As if a later version of the contract refused what an earlier one had taken.
    judged = judge("budget", [row("budget")], ZONE)
    values: dict[str, Values] = {key: {**own, "amount": "-1"} for key, own in judged.values.items()}
    append(workspace, lambda log: changes_to("budget", values, log), who="capacity", reason="")
    land_entries(workspace, ZONE)
    assert core("FROM core_budget") == []
    [rejected] = core("FROM core_rejected_row")
    assert (rejected["line_number"], rejected["column"], rejected["value"]) == (1, "amount", "-1")
    [record] = standing(read_records(workspace))
    with pytest.raises(InputError, match="entered on a screen"):
        retry(workspace, as_they_came(workspace, record), ZONE)


def test_quarantine_lists_them_by_who_entered_them(workspace: Workspace, row: MakeRow) -> None:
    from etl.quarantine import list_rejected

    bad: dict[str, Values] = {'["2026-03-01", "x"]': row("budget", amount="-1")}
    append(workspace, lambda log: changes_to("budget", bad, log), who="capacity", reason="")
    land_entries(workspace, ZONE)
    found: pl.DataFrame = list_rejected(workspace)
    assert found["file_name"].to_list() == ["planning.sqlite: budget, capacity"]


def test_what_is_no_row_of_a_table_lands_nowhere(workspace: Workspace) -> None:
    view = Change(kind="view", key='["a view"]', values={"address": "?pool=x"})
    append(workspace, lambda _: [view], who="capacity", reason="")
    land_entries(workspace, ZONE)
    assert read_records(workspace) == []
    assert waiting_entries(workspace, []) == []


def test_an_event_is_entered_by_name_day_and_pools_and_takes_the_place_of_a_files(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    everywhere = dict.fromkeys(("provider", "region", "pool", "chip"), "")
    known = [row("event"), row("event", pool="train-b"), row("event", event="sale", **everywhere)]
    load(write_file("events.csv", known))
    moved = row("event", start_date="2026-03-05")
    save(workspace, "event", moved)
    # A row that is saved later leaves the event whole: both of its rows are as old as that saving.
    save(workspace, "event", moved, row("event", **everywhere, start_date="2026-03-06"))
    found = core("SELECT event, pool, day(start_date) AS day FROM core_event ORDER BY ALL")
    assert [tuple(one.values()) for one in found] == [
        ("assistant 2.0", "train-a", 5),
        ("assistant 2.0", None, 6),
        ("sale", None, 2),
    ]
    assert {entry.key for entry in read_entries(workspace)} == {
        '["assistant 2.0", "2026-03-05", "yunlan", "cn-north", "train-a", "H100"]',
        '["assistant 2.0", "2026-03-06", "", "", "", ""]',
    }


def test_two_rows_of_an_event_for_the_same_day_and_pools_contradict_each_other(
    row: MakeRow,
) -> None:
    judged = judge("event", [row("event"), row("event"), row("event", end_date="2026-03-09")], ZONE)
    assert (len(judged.values), judged.repeated) == (1, 1)
    [fault] = judged.rejected.to_dicts()
    assert fault["line_number"] == 3
    assert fault["reason"].startswith("contradicts another row with the same event, start_date")
