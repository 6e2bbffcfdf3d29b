"""The screen Planning data: paste, see what is wrong with which cell, save, undo."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import background, pipeline
from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.screens.entries import ENTERED
from data.planning.log import Change, Kind
from data.planning.store import append, read_entries
from data.settings import load_settings
from data.snapshot import require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions
from etl.planning import changes_to, entry_columns, judge, make_key
from tests.core_rows import DECISION
from tests.fixture_types import MakeRow
from tests.screens.opening import at_address

everywhere = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path / "home"))
    return Workspace(tmp_path / "home")


def open_screen(language: Language = "en", **parameters: str) -> AppTest:
    return at_address("planning-data", lang=language, **parameters)


def everything(app: AppTest) -> str:
    assert not app.exception, app.exception[0].stack_trace
    assert not app.error, app.error[0].value
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption)).replace("\\", "")


def paste(app: AppTest, kind: Kind, *rows: dict[str, str], heading: bool = True) -> AppTest:
    """Type rows into the field as a spreadsheet copies them, and add them to the table."""
    names = entry_columns(kind)
    lines = ["\t".join(row.get(name, "") for name in names) for row in rows]
    text = "\n".join(["\t".join(names), *lines] if heading else lines)
    app.text_area[0].input(text).run()
    return app.button(key=f"add_{kind}").click().run()


def save(app: AppTest, workspace: Workspace, who: str = "procurement") -> AppTest:
    """Say who, press the button, and wait for what it started."""
    app.text_input(key="entered_by").input(who).run()
    app.button(key="save_entries").click().run()
    background._jobs[workspace.home].wait()
    return app.run()


def enter(workspace: Workspace, kind: Kind, *rows: dict[str, str]) -> None:
    values = judge(kind, rows, "UTC").values
    append(workspace, lambda log: changes_to(kind, values, log), who="procurement", reason="plan")


@everywhere
def test_pasted_rows_are_judged_saved_and_published(
    language: Language, home: Workspace, row: MakeRow
) -> None:
    app = paste(open_screen(language), "budget", row("budget"), row("budget", scope="serve"))
    with using_language(language):
        assert t("entries.verdict.changes", sound=2, put=2, removed=0) in everything(app)
        app = save(app, home)
        assert t("entries.saved") in everything(app)
        assert t("entries.history.title", count=2) in everything(app)
    with open_snapshot(require_current(home).path) as connection:
        assert query(connection, "FROM core_budget").height == 2
    assert {entry.who for entry in read_entries(home)} == {"procurement"}


def test_a_savings_plan_is_entered_and_its_region_may_be_empty(
    home: Workspace, row: MakeRow
) -> None:
    plan = row("savings_plan", region="")
    app = paste(open_screen(kind="savings_plan"), "savings_plan", plan)
    assert "Saved and published." in everything(save(app, home))
    with open_snapshot(require_current(home).path) as connection:
        [held] = query(connection, "FROM core_savings_plan").to_dicts()
    assert (held["commitment_id"], held["region"], held["chip"]) == ("sp-1", None, "H100")
    assert (held["commitment_per_hour"], held["discount_ratio"]) == (Decimal("240.50"), 0.28)


def test_a_savings_plan_of_a_file_is_corrected_by_an_entry(
    home: Workspace, row: MakeRow, write_file: Any
) -> None:
    file = write_file("plans.csv", [row("savings_plan")])
    pipeline.load(home, load_settings(home.home), [file], LoadOptions("UTC"))
    app = open_screen(kind="savings_plan")
    app.multiselect(key="pick_savings_plan").select("plans.csv:2").run()
    app = app.button(key="take_savings_plan").click().run()
    shown = everything(app)
    assert "1 row is sound" in shown
    assert "Takes the place of 1 row from files: plans.csv:2." in shown


@pytest.mark.parametrize("kind", ENTERED)
def test_every_kind_has_its_table_and_takes_the_rows_of_its_file(
    kind: Kind, home: Workspace, row: MakeRow
) -> None:
    app = paste(open_screen(kind=kind), kind, row(kind), heading=False)
    assert "1 row is sound. Saving enters 1 and removes 0." in everything(app)


@everywhere
def test_a_faulty_cell_is_named_in_the_readers_words_and_nothing_can_be_saved(
    language: Language, home: Workspace, row: MakeRow
) -> None:
    app = open_screen(language)
    app = paste(app, "budget", row("budget"), row("budget", month="2026-04-01", amount="-5"))
    with using_language(language):
        shown = everything(app)
        assert t("entries.verdict.faulty", faulty=1, sound=1) in shown
        assert t("columns.amount") in shown
        assert t("entries.verdict.none_saved") in shown
    assert "2026-04-01, company" in shown
    app.text_input(key="entered_by").input("procurement").run()
    assert app.button(key="save_entries").disabled
    assert read_entries(home) == []


def test_nothing_is_saved_without_a_name(home: Workspace, row: MakeRow) -> None:
    app = paste(open_screen(), "budget", row("budget"))
    assert app.button(key="save_entries").disabled
    assert "Say who enters it." in everything(app)


def test_what_is_too_wide_to_be_a_row_is_refused(home: Workspace) -> None:
    app = open_screen()
    app.text_area[0].input("a\tb\tc\td\te\tf\tg\th").run()
    app.button(key="add_budget").click().run()
    assert "Line 1 has 8 cells, the table 7 columns" in everything(app)


def test_pasting_twice_puts_the_second_rows_below_the_first(home: Workspace, row: MakeRow) -> None:
    app = paste(open_screen(), "budget", row("budget"))
    app = paste(app, "budget", row("budget", scope="serve"))
    assert "All 2 rows are sound" in everything(app)


def test_beginning_again_forgets_what_was_typed(home: Workspace, row: MakeRow) -> None:
    app = paste(open_screen(), "budget", row("budget"))
    app = app.button(key="discard_entries").click().run()
    assert "Rows: 0, as saved" in everything(app)


def test_undoing_takes_the_last_saving_back(home: Workspace, row: MakeRow) -> None:
    app = save(paste(open_screen(), "budget", row("budget")), home)
    assert "In force now" in app.expander[1].label
    app.button(key="undo_entries").click().run()
    background._jobs[home.home].wait()
    app = app.run()
    assert "Saved and published." in everything(app)
    with open_snapshot(require_current(home).path) as connection:
        assert query(connection, "FROM core_budget").height == 0
    assert [entry.action for entry in read_entries(home)] == ["set", "undo"]


def test_a_held_workspace_is_said_and_nothing_is_kept(home: Workspace, row: MakeRow) -> None:
    app = paste(open_screen(), "budget", row("budget"))
    app.text_input(key="entered_by").input("procurement").run()
    with home.lock():
        app.button(key="save_entries").click().run()
    assert "Another run is writing to this workspace" in everything(app)
    assert "1 row is sound" in everything(app)  # what was typed is still there
    assert read_entries(home) == []


def test_somebody_elses_change_of_the_same_row_is_said(home: Workspace, row: MakeRow) -> None:
    enter(home, "budget", row("budget", amount="1"))
    app = paste(open_screen(), "budget", row("budget", scope="serve"))
    enter(home, "budget", row("budget", amount="1"), row("budget", scope="serve", amount="7"))
    app = save(app, home, who="finance")
    assert "was changed meanwhile, by procurement" in everything(app)
    assert {entry.who for entry in read_entries(home)} == {"procurement"}


def test_a_row_that_a_later_file_replaced_is_said_not_to_count(
    publish_rows: Callable[..., Workspace], row: MakeRow
) -> None:
    workspace = publish_rows({})
    enter(workspace, "budget", row("budget"))
    shown = everything(open_screen())
    assert "Entered rows that do not count in this snapshot: 1 (entries 1)" in shown


def test_an_accepted_purchase_fills_its_contract_in(home: Workspace) -> None:
    texts = {name: str(value) for name, value in DECISION.items() if value is not None}
    values = {n: v for n, v in texts.items() if n not in ("load_id", "line_number")}
    name = values["decision_id"]
    change = Change(kind="decision", key=make_key([name]), values=values)
    append(home, lambda _: [change], who="procurement", reason="")
    app = open_screen(kind="contract", decision=name)
    # All but the tax rate, which the decision does not know, is there.
    shown = everything(app)
    assert "Rows that cannot be saved: 1; sound: 0" in shown
    assert f"Line 1 (rent 2024-01-01, Cloud A), **{t('columns.tax_rate')}**" in shown


@pytest.fixture
def from_file(home: Workspace, row: MakeRow, write_file: Any) -> Workspace:
    """Two months of budget, published from a file."""
    months = [row("budget"), row("budget", month="2026-04-01")]
    pipeline.load(home, load_settings(home.home), [write_file("b.csv", months)], LoadOptions("UTC"))
    return home


def test_a_row_of_a_file_is_corrected_by_an_entry_and_the_history_says_so(
    from_file: Workspace,
) -> None:
    app = open_screen()
    app.multiselect(key="pick_budget").select("b.csv:3").run()
    app = app.button(key="take_budget").click().run()
    assert "Takes the place of 1 row from files: b.csv:3." in everything(app)
    app = save(app, from_file)
    assert "Saved and published." in everything(app)
    [entry] = read_entries(from_file)
    assert entry.reason == "corrects b.csv:3"
    with open_snapshot(require_current(from_file).path) as connection:
        held = query(
            connection,
            "SELECT month, core_load.copied_from AS made FROM core_budget JOIN core_load"
            " USING (load_id) ORDER BY month",
        )
    assert held["made"].to_list() == [None, "planning.sqlite"]
    options = app.multiselect(key="pick_budget").options
    assert [option.split(" ")[0] for option in options] == ["b.csv:2"]  # the other is an entry now


def test_a_picked_row_whose_key_was_changed_is_said_to_stay(
    from_file: Workspace, row: MakeRow
) -> None:
    app = open_screen()
    app.multiselect(key="pick_budget").select("b.csv:3").run()
    app = app.button(key="take_budget").click().run()
    app = app.button(key="discard_entries").click().run()
    assert "b.csv:3" not in everything(app)
    app.multiselect(key="pick_budget").select("b.csv:3").run()
    app = app.button(key="take_budget").click().run()
    moved = app.session_state["_entries_budget"]
    frame = moved["frame"].with_columns(month=pl.lit("2026-05-01"))
    app.session_state["_entries_budget"] = moved | {"frame": frame, "round": 99}
    assert "Not replaced, because its key was changed: b.csv:3" in everything(app.run())


def test_what_is_kept_and_could_not_be_published_is_said_and_not_asked_for_again(
    from_file: Workspace, monkeypatch: pytest.MonkeyPatch, row: MakeRow
) -> None:
    app = paste(open_screen(), "budget", row("budget", scope="serve"))

    def kept_alone(job: background.Job, request: str) -> None:
        enter(from_file, "budget", row("budget", scope="serve"))
        job.hear({"error": "The disk is full"})

    monkeypatch.setattr(background, "_work", kept_alone)
    shown = everything(save(app, from_file))
    assert "Your rows are kept, but not published yet: The disk is full" in shown
    assert "Rows: 1, as saved" in shown


def test_two_rows_of_an_event_that_differ_contradict_each_other(
    home: Workspace, row: MakeRow
) -> None:
    everywhere_else = row("event", pool="train-b")
    app = paste(open_screen(kind="event"), "event", row("event"), row("event"), everywhere_else)
    assert "All 2 rows are sound" in everything(app)  # the same row twice counts once
    app = paste(app, "event", row("event", end_date="2026-03-09"))
    assert "contradicts another row with the same event, start_date" in everything(app)


@everywhere
def test_an_empty_workspace_can_be_filled_in(language: Language, home: Workspace) -> None:
    app = open_screen(language)
    with using_language(language):
        assert t("entries.about.budget") in everything(app)
        assert t("entries.history.none") in everything(app)


def test_the_editor_names_every_column_of_the_template(home: Workspace, row: MakeRow) -> None:
    shown: Any = open_screen(kind="contract").dataframe[0].value
    assert tuple(shown.columns) == entry_columns("contract")
