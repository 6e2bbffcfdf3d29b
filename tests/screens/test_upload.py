"""Load data: preview with rejects, load, result; and what an empty workspace offers."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import background
from dashboard.components import running
from dashboard.i18n import LANGUAGES, Language, t, using_language
from data.snapshot import find_current
from data.workspace import Workspace
from tests.screens.opening import at_address

Usage = Callable[..., bytes]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path / "home"))
    return Workspace(tmp_path / "home")


@pytest.fixture
def usage(row: Callable[..., dict[str, str]], to_csv: Callable[..., str]) -> Usage:
    def make(*used: str) -> bytes:
        rows = [
            row("usage", start=f"2026-03-02 {hour:02d}:00", used_card_hours=cards)
            for hour, cards in enumerate(used)
        ]
        return to_csv(rows).encode()

    return make


def open_screen(language: Language = "en", address: str = "load-data") -> AppTest:
    return at_address(address, lang=language)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    given = [(name, content, "application/octet-stream") for name, content in files]
    return app.file_uploader[0].set_value(given).run()


def everything(app: AppTest) -> str:
    assert not app.exception, app.exception[0].stack_trace
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption)).replace("\\", "")


def finish(app: AppTest, workspace: Workspace) -> AppTest:
    """Press the button, and wait for what it started."""
    app.button(key="upload_load").click().run()
    job = background._jobs[workspace.home]
    job.wait()
    return app.run()


def with_defaults_off(app: AppTest) -> AppTest:
    return app.checkbox(key="upload_compute_all").uncheck().run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_previewed_loaded_and_told_of(
    home: Workspace, usage: Usage, language: Language
) -> None:
    with using_language(language):  # AppTest asks for the words of options outside the session
        app = upload(open_screen(language), ("usage.csv", usage("12", "-3", "15")))
        facts = {"loaded": "2", "read": "3", "rejected": "1"}
        assert t("upload.preview.some", **facts) in everything(app)
        assert find_current(home) is None  # nothing is kept by looking
        rejected = app.dataframe[2].value
        assert rejected["line_number"].to_list() == [3]
        assert rejected["value"].to_list() == ["-3"]
        finish(with_defaults_off(app), home)
        done = {"rows_loaded": "2", "rows_read": "3", "rows_rejected": "1"}
        assert t("upload.outcome.published", **done) in everything(app)
    assert find_current(home) is not None
    assert not app.button  # no second press: the files are gone
    assert list(home.uploads.iterdir()) == []


def test_a_file_that_nobody_knows_is_named_and_the_sound_one_is_loaded(
    home: Workspace, usage: Usage
) -> None:
    app = upload(open_screen(), ("usage.csv", usage("12")), ("notes.txt", b"hello\nworld\n"))
    shown = everything(app)
    assert (
        "**notes.txt** cannot be used: its columns are those of no known kind of file: hello"
        in shown
    )
    assert "1 row can be loaded" in shown
    finish(with_defaults_off(app), home)
    assert "Loaded and published: 1 of 1 row, 0 rejected" in everything(app)


def test_a_missing_column_is_filled_after_the_kind_is_chosen(
    home: Workspace, row: Any, to_csv: Any
) -> None:
    without_chip = {name: cell for name, cell in row("usage").items() if name != "chip"}
    app = upload(open_screen(), ("usage.csv", to_csv([without_chip]).encode()))
    assert "columns that are missing: chip" in everything(app)
    app.selectbox(key="upload_source_1").set_value("usage").run()
    app.multiselect(key="upload_fill_1_usage").set_value(["chip"]).run()
    assert app.button(key="upload_load").disabled  # the value is not there yet
    app.text_input(key="upload_fill_1_usage_chip").set_value("H100").run()
    assert "1 row can be loaded" in everything(app)
    assert not app.button(key="upload_load").disabled


def test_a_mended_file_of_the_same_name_is_judged_anew(home: Workspace, usage: Usage) -> None:
    app = upload(open_screen(), ("usage.csv", usage("12", "-3")))
    assert "1 of 2 rows can be loaded, 1 would be rejected" in everything(app)
    upload(app, ("usage.csv", usage("12", "13")))
    assert "All 2 rows can be loaded" in everything(app)


def test_giving_up_removes_the_files(home: Workspace, usage: Usage) -> None:
    app = upload(open_screen(), ("usage.csv", usage("12")))
    app.button(key="upload_discard").click().run()
    assert "can be loaded" not in everything(app)
    assert list(home.uploads.iterdir()) == []


def test_a_workspace_that_another_run_holds_says_so_and_keeps_the_files(
    home: Workspace, usage: Usage
) -> None:
    app = with_defaults_off(upload(open_screen(), ("usage.csv", usage("12"))))
    with home.lock():
        app.button(key="upload_load").click().run()
    assert "Nothing was started: Another run is writing to this workspace" in everything(app)
    assert "1 row can be loaded" in everything(app)
    finish(app, home)
    assert "Loaded and published: 1 of 1 row" in everything(app)


def test_what_was_loaded_before_is_said_to_be_nothing_new(home: Workspace, usage: Usage) -> None:
    app = upload(open_screen(), ("usage.csv", usage("12")))
    finish(with_defaults_off(app), home)
    upload(app, ("usage.csv", usage("12")))
    assert "Nothing new: this has been loaded before" in everything(app)


def test_a_failed_load_says_why_and_keeps_the_files(
    home: Workspace, usage: Usage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_defaults_off(upload(open_screen(), ("usage.csv", usage("12"))))
    monkeypatch.setenv("SUANLI_TIME_ZONE", "Mars/Olympus")  # read by the process that loads
    app.button(key="upload_load").click().run()
    background._jobs[home.home].wait()
    monkeypatch.delenv("SUANLI_TIME_ZONE")
    shown = everything(app.run())
    assert "Nothing was published" in shown
    assert "Mars/Olympus" in shown
    assert "1 row can be loaded" in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["", "load-data"])
def test_an_empty_workspace_offers_the_sample_by_a_button(
    home: Workspace, monkeypatch: pytest.MonkeyPatch, address: str, language: Language
) -> None:
    asked = []

    def start(workspace: Workspace, task: Any, when_done: Any) -> None:
        asked.append((workspace, task))
        failed = background.Job(error="the disk is full", ended_at=datetime.now(UTC))
        monkeypatch.setitem(background._jobs, workspace.home, failed)

    monkeypatch.setattr(running, "start", start)
    with using_language(language):
        app = open_screen(language, address)
        app.button(key="load_sample").click().run()
    assert asked == [(home, {"task": "sample"})]
    assert "the disk is full" in everything(app)


def test_a_workspace_with_data_offers_no_sample(home: Workspace, usage: Usage) -> None:
    app = upload(open_screen(), ("usage.csv", usage("12")))
    finish(with_defaults_off(app), home)
    assert [button.key for button in app.button] == []


def test_a_running_load_is_shown_to_whoever_comes(
    home: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = background.Job(done=1, total=4, name="us*ge.csv")
    monkeypatch.setattr(running, "running_job", lambda _: job)
    monkeypatch.setattr(background.Job, "is_running", property(lambda _: True))
    app = open_screen()
    assert "Being saved and published" in everything(app)
    assert not app.file_uploader


def test_what_came_of_a_load_is_told_after_a_lost_connection_until_new_files_come(
    home: Workspace, usage: Usage
) -> None:
    finish(with_defaults_off(upload(open_screen(), ("usage.csv", usage("12")))), home)
    again = open_screen()  # another session
    assert "Loaded and published: 1 of 1 row" in everything(again)
    upload(again, ("more.csv", usage("12", "13")))
    assert "Loaded and published" not in everything(again)
