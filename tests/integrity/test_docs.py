"""The documents say what is there: a test fails where they lag behind the code."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer.main

from dashboard.cli import app
from dashboard.screens import SCREENS
from data.settings import Settings
from data.tables import TABLES
from data.tables.dictionary import as_markdown
from etl.sources import all_sources
from models.billing.modes import all_modes
from models.procurement.contest import MODEL, POLICIES

ROOT = Path(__file__).parents[2]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
GROUPS = {name: command for name, command in COMMANDS.items() if hasattr(command, "commands")}


SOURCES = [
    path.as_posix()
    for package in ("dashboard", "data", "etl", "models", "tests")
    for path in (ROOT / package).rglob("*.*")
    if path.suffix in (".py", ".sql")
]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shell_lines(text: str) -> list[str]:
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, flags=re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line.split("  #")[0].strip() for line in lines if line.startswith(("suanli", "make"))]


def test_every_command_in_the_readme_exists_with_its_options() -> None:
    lines = shell_lines(read("README.md"))
    assert len(lines) >= 8
    for line in lines:
        program, name, *rest = shlex.split(line)
        if program == "make":
            assert f"\n{name}:" in read("Makefile"), line
            continue
        command = COMMANDS[name]
        if name in GROUPS:
            command = GROUPS[name].commands[rest[0]]
        options = {o for p in command.params for o in [*p.opts, *p.secondary_opts]}
        assert {word for word in rest if word.startswith("--")} <= options, line


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_stands_in_the_architecture_and_explains_itself(name: str) -> None:
    assert f"`{name}`" in read("ARCHITECTURE.md")
    assert COMMANDS[name].help


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_command_of_a_group_stands_in_the_architecture_and_explains_itself(
    group: str,
) -> None:
    for name, command in GROUPS[group].commands.items():
        assert f"`{name}`" in read("ARCHITECTURE.md"), name
        assert command.help, name


def test_every_command_in_the_architecture_exists() -> None:
    named = read("ARCHITECTURE.md").split("`suanli` with ")[1].split(". ")[0]
    assert set(re.findall(r"`(\w+)`", named)) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in read("ARCHITECTURE.md")
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_and_column_is_documented(name: str) -> None:
    assert f"`{name}`" in read("ARCHITECTURE.md")
    assert (TABLES[name].__doc__ or "").startswith("One row per"), "the grain comes first"
    undescribed = [column for column, c in TABLES[name].columns().items() if not c.description]
    assert undescribed == []


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_every_source_has_its_section(name: str) -> None:
    page = ROOT / "etl" / "sources" / f"{name}.md"
    assert f"`{name}`" in (page.read_text("utf-8") if page.exists() else read("etl/README.md"))


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for extra in project["project"]["optional-dependencies"].values():
        named += extra
    reasons = read("ARCHITECTURE.md").split("## Dependencies")[1]
    missing = [
        name for name in (re.split(r"[<>=\[]", entry)[0] for entry in named) if name not in reasons
    ]
    assert missing == []


def test_the_lock_holds_names_and_versions_and_no_address() -> None:
    lines = read("requirements.lock").splitlines()
    assert len(lines) > 50
    assert [line for line in lines if not re.match(r"^[a-z0-9._-]+==[^\s]+( ; .+)?$", line)] == []


def test_the_readme_counts_what_there_is() -> None:
    counted = (
        f"{len(SCREENS)} screens stand in menus",
        f"all {len(all_modes())} billing modes",
        f"beside {len(set(POLICIES) - {MODEL})} other rules",
    )
    assert [words for words in counted if words not in read("README.md")] == []


def test_the_readme_shows_pictures_that_exist() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", read("README.md"))
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


FOLDERS = ("dashboard", "data", "docs", "etl", "models", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*.md"))])
FENCED = re.compile(r"```.*?```", flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What a page's headings are linked by: lower case, dashes for spaces, no other signs."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text("utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", page.read_text("utf-8")))
    lost = []
    for link in links:
        if re.match(r"\w+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_and_statement_that_a_page_names_exists(page: Path) -> None:
    if page.name == "CHANGELOG.md":  # it tells of what was, too
        return
    named = set(re.findall(r"`(?:\.\./)*([\w/]+\.(?:py|sql))`", page.read_text("utf-8")))
    assert [
        name for name in sorted(named) if not any(f.endswith(f"/{name}") for f in SOURCES)
    ] == []


def test_the_data_dictionary_says_what_the_contracts_say() -> None:
    assert read("docs/data_dictionary.md") == as_markdown(), (
        "write it anew: python -m data.tables.dictionary > docs/data_dictionary.md"
    )


def test_every_column_is_explained() -> None:
    silent = [
        f"{table}.{name}"
        for table, schema in TABLES.items()
        for name, column in schema.columns().items()
        if not column.description
    ]
    assert not silent
