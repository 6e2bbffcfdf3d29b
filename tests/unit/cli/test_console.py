"""What all commands share: how they end when interrupted, a full disk, and the progress bar."""

import re
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len

from dashboard.cli.console import emit, progress, run_and_exit
from data.errors import StorageError
from data.run_log import stage


def app_of(command: object) -> typer.Typer:
    app = typer.Typer()
    app.command()(command)  # type: ignore[type-var]
    return app


def ends_with(
    command: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    monkeypatch.setattr("sys.argv", ["suanli"])
    with pytest.raises(SystemExit) as ended:
        run_and_exit(app_of(command))
    return ended.value.code, capsys.readouterr().err


def test_who_interrupts_is_told_that_the_last_snapshot_is_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    code, said = ends_with(interrupted, monkeypatch, capsys)
    assert code == 130
    assert said.strip() == "suanli: interrupted; the last published snapshot is whole."


def test_an_answer_that_a_full_disk_does_not_take_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("typer.echo", full)
    with pytest.raises(StorageError, match="No space left on device"):
        emit({}, "an answer", as_json=False)


def bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> list[str]:
    """The lines that a bar 60 columns wide leaves, of a stage `ladder` half done."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress("running") as report:
        report(4, 4, "of the stage before")
        with stage("ladder"):
            report(1, 2, name)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    return [line for line in re.split(r"[\r\n]+", text) if "ladder" in line]


def test_each_stage_has_a_bar_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, last = bar_on_a_terminal(monkeypatch, capsys, "pool")
    assert last.startswith("running: ladder pool")
    assert last.rstrip().endswith("-:--:--")  # a finished bar would say that nothing is left


@pytest.mark.parametrize("name", ["x" * 200, "华东" * 50])
def test_a_long_name_leaves_room_for_the_bar_and_what_is_left(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, last = bar_on_a_terminal(monkeypatch, capsys, name)
    assert cell_len(last.rstrip()) <= 60
    assert re.search(r"━{9}.* -:--:--$", last.rstrip())


def test_without_a_terminal_there_is_no_bar_and_no_empty_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    with progress("running") as report:
        report(1, 2, "pool")
    assert capsys.readouterr().err == ""


def test_a_home_that_is_a_file_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.cli import main

    file = tmp_path / "file"
    file.write_text("", "utf-8")
    monkeypatch.setattr("sys.argv", ["suanli", "status", "--home", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "The workspace is no folder" in capsys.readouterr().err
