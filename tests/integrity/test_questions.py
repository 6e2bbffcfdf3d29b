"""The table of questions: all 27, each on a screen that exists, with a command that exists."""

import re
from pathlib import Path

import typer

from dashboard.cli import app
from dashboard.screens import SCREENS
from data.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)


def rows() -> list[tuple[str, ...]]:
    return [match.groups() for match in ROW.finditer(PAGE.read_text("utf-8"))]


def test_every_question_is_answered_once() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, 28))


def test_every_screen_named_exists() -> None:
    known = {screen.name for screen in SCREENS}
    for number, _, screens, _ in rows():
        named = set(re.findall(r"`(\w+)`", screens))
        assert named, number
        assert named <= known, (number, named - known)


def test_every_command_and_table_named_exists() -> None:
    group = typer.main.get_command(app)
    for number, _, _, commands in rows():
        for command in re.findall(r"`suanli ([^`]+)`", commands):
            words = command.split()
            assert words[0] in group.commands, (number, command)  # type: ignore[attr-defined]
            if words[0] == "export" and len(words) > 1:
                assert words[1] in TABLES, (number, command)
