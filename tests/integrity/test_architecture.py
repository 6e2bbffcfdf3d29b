"""The house keeps its plan: layers, names, sizes, headers; each rule says what it is for."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("dashboard", "data", "etl", "models")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
STATEMENTS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.sql"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def count_lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def run_python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_the_layers_hold() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [c["name"] for c in contracts["tool"]["importlinter"]["contracts"]]
    lint_imports = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert report.returncode == 0, report.stdout + report.stderr
    assert len(names) >= 3
    for name in names:
        assert f"{name} KEPT" in report.stdout


def test_no_module_of_the_dashboard_hides_a_package_of_ours() -> None:
    # `streamlit run dashboard/app.py` puts dashboard/ first on the path: a dashboard/data.py there
    # would silently be imported in place of data.
    hiding = {path.stem for path in (ROOT / "dashboard").iterdir()} & set(PACKAGES)
    assert hiding == set()


def test_tests_are_no_packages() -> None:
    # tests/data/__init__.py would be imported in place of data in pytest's default mode.
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("statement", STATEMENTS, ids=named)
def test_every_statement_says_its_grain_in_its_first_line(statement: Path) -> None:
    first = statement.read_text("utf-8").splitlines()[0]
    assert re.match(r"-- (Grain: |One row[ ,])", first), first


@pytest.mark.parametrize("statement", STATEMENTS, ids=named)
def test_a_file_holds_one_statement(statement: Path) -> None:
    code = re.sub(r"--[^\n]*|'[^']*'", "", statement.read_text("utf-8")).strip()
    assert ";" not in code.removesuffix(";")


def test_every_statement_of_the_loader_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "etl").rglob("*.py"))
    statements = [p for p in (ROOT / "etl" / "sql").iterdir() if not p.stem.startswith("part_")]
    unused = [path.stem for path in statements if path.stem not in code]
    assert unused == []


@pytest.mark.parametrize("part", [p for p in STATEMENTS if p.stem.startswith("part_")], ids=named)
def test_every_part_of_statements_is_inserted_by_two_or_more(part: Path) -> None:
    said = f"-- insert: {part.stem}\n"
    assert sum(said in path.read_text("utf-8") for path in part.parent.iterdir()) >= 2


def test_files_are_small() -> None:
    lengths = {named(path): count_lines(path) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}
    assert median(lengths.values()) <= 120


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path in MODULES if not ast.get_docstring(parse(path))]
    assert silent == []


# Where the process itself talks to a terminal, before anything else can.
MAY_PRINT = {"dashboard/__main__.py", "dashboard/server.py"}


def test_nothing_prints_past_the_command_line() -> None:
    printing = {named(path) for path in MODULES if any(calls_of(parse(path), "print"))}
    assert printing <= MAY_PRINT


def test_no_debugging_is_left_behind() -> None:
    left = [
        named(p)
        for p in MODULES
        for name in ("breakpoint", "exec", "eval")
        if any(calls_of(parse(p), name))
    ]
    assert left == []


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def calls_of(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def test_loading_needs_none_of_the_heavy_libraries() -> None:
    heavy = ("prophet", "pandas", "plotly", "streamlit", "highspy", "pyarrow")
    loaded = run_python(
        "import sys, etl.load, etl.core, data.snapshot\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert loaded.strip() == "[]"
