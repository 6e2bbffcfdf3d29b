"""The page on running it regularly names commands, settings and exit codes that exist."""

import re
import shlex
import tomllib
from pathlib import Path

import typer.main

from dashboard.cli import app
from data import errors
from data.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_every_command_of_the_page_exists_with_its_options() -> None:
    lines = [line.split("  #")[0] for block in blocks("sh") for line in block.splitlines()]
    lines += re.findall(r"^ExecStart=(.+)", PAGE, flags=re.MULTILINE)
    lines += re.findall(r"(\S*suanli run) >>", PAGE)
    lines += [words.replace(",", "") for words in re.findall(r"command: \[(.+)\]", PAGE)]
    lines += re.findall(r"(?<!`)`(suanli [^`\n]+)`", PAGE)
    assert len(lines) >= 10
    for line in lines:
        program, name, *rest = shlex.split(line.strip("`"))
        assert Path(program).name == "suanli", line
        command = COMMANDS[name]
        if rest and hasattr(command, "commands"):
            command = command.commands[rest.pop(0)]
        options = {option for p in command.params for option in p.opts}
        assert {word for word in rest if word.startswith("--")} <= options, line


def test_every_way_of_running_calls_the_same_command() -> None:
    for kind in ("cron", "ini", "yaml"):
        assert re.search(r"suanli,? run", "".join(blocks(kind))), kind


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d) \|", PAGE, flags=re.MULTILINE)}
    raised = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.SuanliError)
    }
    assert told == {0, 1} | raised


def test_every_setting_of_the_page_exists() -> None:
    named = {name.lower() for name in re.findall(r"SUANLI_([A-Z_]+)", PAGE)} - {"home"}
    [example] = blocks("toml")
    named |= set(tomllib.loads(example))
    assert named <= set(Settings.model_fields)
    assert {"inbox", "s3_endpoint"} <= named


def test_links_of_the_page_lead_somewhere() -> None:
    for target, anchor in re.findall(r"\]\(([^)#]+)#?([^)]*)\)", PAGE):
        found = (ROOT / "docs" / target).resolve()
        assert found.is_file(), target
        headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), flags=re.MULTILINE)
        assert anchor in {"", *(heading.lower().replace(" ", "-") for heading in headings)}
