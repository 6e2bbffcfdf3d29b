"""Nothing can be read on one tax basis and shown under the other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("data", "etl", "models", "dashboard")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
IDS = {"snapshot_id", "path"}  # the same for both bases: View.key is not


def kept_functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Functions whose results are kept."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            "cache" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            yield node


def test_nothing_is_kept_by_a_snapshot_alone() -> None:
    # reading._open holds the file, and its rows by the schema that they were read in
    kept = {
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in MODULES
        for function in kept_functions(ast.parse(path.read_text("utf-8")))
        if path.is_relative_to(ROOT / "dashboard")
        and IDS & {argument.arg for argument in function.args.args}
    }
    assert kept == {"dashboard/reading.py:_open"}


@pytest.mark.parametrize("package", PACKAGES)
def test_cursors_come_from_the_one_place_that_knows_the_schema(package: str) -> None:
    plain = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.is_relative_to(ROOT / package) and ".cursor()" in path.read_text("utf-8")
    ]
    assert plain == (["data/warehouse.py"] if package == "data" else [])
